"""Whether the sheets of a cut poster, put together, are the poster again.

    tiles.py POSTER.pdf TILES.pdf SHEET OVERLAP MARGIN   (SHEET as 210x297; millimetres)

MuPDF draws both. Each sheet after the first page is cut on its left and at its top in
the middle of the overlap, at the poster's own edge at the printer's margin, and laid
onto its neighbours' strips, row by row, as a person would. Checked
besides: every page is the sheet asked for, all one way round; no sheet is
without something that only it shows; each says its row and column; and there are
as few as windows can cover the poster with, counted by laying them down one by
one for either way round. Prints the share of pixels that differ by more than a
twelfth of full scale, then `ok` if that is below a thousandth: edges are
smoothed where a sheet begins between pixels."""
import sys

import pymupdf

DPI = 72
MM = DPI / 25.4
poster_path, tiles_path, sheet = sys.argv[1:4]
sides = [float(side) * MM for side in sheet.split("x")]
overlap, margin = (float(length) * MM for length in sys.argv[4:6])


def laid_down(length, side):
    """How many windows it takes, laid down until nothing is left bare."""
    end, count = side - 2 * margin, 1
    while end < length - 0.01:
        end += side - 2 * margin - overlap
        count += 1
    return count


first = pymupdf.open(poster_path)[0]
poster = first.get_pixmap(dpi=DPI)
tiles = pymupdf.open(tiles_path)
page = tiles[0].rect
assert all(abs(other.rect.width - page.width) + abs(other.rect.height - page.height) < 0.1 for other in tiles)
assert abs(min(page.width, page.height) - min(sides)) < 0.1, (page, sides)
assert abs(max(page.width, page.height) - max(sides)) < 0.1, (page, sides)
counts = [laid_down(first.rect.width, w) * laid_down(first.rect.height, h) for w, h in (sides, sides[::-1])]
columns = laid_down(first.rect.width, page.width)
rows = laid_down(first.rect.height, page.height)
assert tiles.page_count - 1 == columns * rows == min(counts), (tiles.page_count, columns, rows, counts)

width, height, n = poster.width, poster.height, poster.n
whole = bytearray(width * height * n)
for number in range(1, tiles.page_count):
    row, column = divmod(number - 1, columns)
    page = tiles[number]
    words = " ".join(page.get_text().split())
    assert f"row {row + 1}, column {column + 1}" in words, (number, words)
    step_x = page.rect.width - 2 * margin - overlap
    step_y = page.rect.height - 2 * margin - overlap
    # Beyond what its neighbours show already.
    assert column * step_x + (overlap if column else 0) < first.rect.width, number
    assert row * step_y + (overlap if row else 0) < first.rect.height, number
    # Drawn from where the poster's pixel grid would have it.
    x, y = round(column * step_x), round(row * step_y)
    shift = pymupdf.Matrix(1, 0, 0, 1, column * step_x - x - margin, row * step_y - y - margin)
    drawn = page.get_pixmap(matrix=shift)
    cut_x, cut_y = round(overlap / 2) if column else 0, round(overlap / 2) if row else 0
    for line in range(cut_y, min(height - y, round(step_y + overlap))):
        across = min(width - x, round(step_x + overlap)) - cut_x
        at = (line - drawn.y) * drawn.stride + (cut_x - drawn.x) * n
        to = ((y + line) * width + x + cut_x) * n
        whole[to:to + across * n] = drawn.samples[at:at + across * n]
rows_of = (poster.samples[y * poster.stride:y * poster.stride + width * n] for y in range(height))
original = b"".join(rows_of)
apart = sum(1 for a, b in zip(whole, original) if abs(a - b) > 21) / len(original)
print(f"{tiles.page_count - 1} sheets, {apart:.6f} differ: {'ok' if apart < 0.001 else 'wrong'}")
