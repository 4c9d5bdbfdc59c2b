"""Whether the sheets of a cut poster, put together, are the poster again.

    tiles.py POSTER.pdf TILES.pdf COLUMNS ROWS OVERLAP MARGIN   (millimetres)

MuPDF draws both. Each sheet after the first page is cut at the printer's margin
and laid onto its neighbours' strips, row by row, as a person would. Prints the
share of pixels that differ by more than a twelfth of full scale, then `ok` if
that is below a thousandth: edges are smoothed where a sheet begins between pixels."""
import sys

import pymupdf

DPI = 72
poster_path, tiles_path = sys.argv[1:3]
columns, rows = int(sys.argv[3]), int(sys.argv[4])
overlap, margin = (float(length) / 25.4 * DPI for length in sys.argv[5:7])

poster = pymupdf.open(poster_path)[0].get_pixmap(dpi=DPI)
tiles = pymupdf.open(tiles_path)
assert tiles.page_count == columns * rows + 1, tiles.page_count
sizes = {(round(page.rect.width), round(page.rect.height)) for page in tiles}
assert len(sizes) == 1, sizes

width, height, n = poster.width, poster.height, poster.n
whole = bytearray(width * height * n)
for number in range(1, tiles.page_count):
    row, column = divmod(number - 1, columns)
    page = tiles[number]
    step_x = page.rect.width - 2 * margin - overlap
    step_y = page.rect.height - 2 * margin - overlap
    # Drawn from where the poster's pixel grid would have it.
    x, y = round(column * step_x), round(row * step_y)
    shift = pymupdf.Matrix(1, 0, 0, 1, column * step_x - x - margin, row * step_y - y - margin)
    sheet = page.get_pixmap(matrix=shift)
    for line in range(min(height - y, round(step_y + overlap))):
        across = min(width - x, round(step_x + overlap))
        at = (line - sheet.y) * sheet.stride - sheet.x * n
        to = ((y + line) * width + x) * n
        whole[to:to + across * n] = sheet.samples[at:at + across * n]
rows_of = (poster.samples[y * poster.stride:y * poster.stride + width * n] for y in range(height))
original = b"".join(rows_of)
apart = sum(1 for a, b in zip(whole, original) if abs(a - b) > 21) / len(original)
print(f"{apart:.6f} differ: {'ok' if apart < 0.001 else 'wrong'}")
