"""Where the marks of the sheets of a cut poster lie.

    margin.py POSTER.pdf TILES.pdf OVERLAP MARGIN        (millimetres)

MuPDF draws each sheet after the first page, and the poster. Prints two lines:
`margin white` if the printer's margin, which it cannot print, has nothing in it, else
the sheets on which it has; and `marks` with the number of sheets that differ from
the poster beside a cut, on the side that falls away or is hidden. The middle of
each strip is left out: there a sheet says its row and column."""
import sys

import pymupdf

SCALE = 4
poster_path, tiles_path = sys.argv[1:3]
overlap, margin = (float(length) * 72 / 25.4 for length in sys.argv[3:5])
poster = pymupdf.open(poster_path)[0]
tiles = pymupdf.open(tiles_path)
step_x, step_y = (side - 2 * margin - overlap for side in (tiles[1].rect.width, tiles[1].rect.height))
columns = 1
while (columns - 1) * step_x + step_x + overlap < poster.rect.width - 0.01:
    columns += 1


def drawn(page, clip, colours=pymupdf.csGRAY):
    return page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), clip=clip, colorspace=colours, alpha=False)


def apart(number, strip):
    """Whether a strip of a sheet, in the sheet's own measures, shows something that the poster does not."""
    row, column = divmod(number - 1, columns)
    shift = (column * step_x - margin, row * step_y - margin) * 2
    sheet, whole = drawn(tiles[number], strip), drawn(poster, strip + shift)
    return sum(abs(a - b) > 100 for a, b in zip(sheet.samples, whole.samples)) > 40


dirty, marked = [], 0
for number in range(1, tiles.page_count):
    page = tiles[number]
    width, height = page.rect.width, page.rect.height
    inside = margin - 0.5
    edges = [(0, 0, width, inside), (0, 0, inside, height), (width - inside, 0, width, height), (0, height - inside, width, height)]
    if any(min(drawn(page, pymupdf.Rect(edge)).samples) < 250 for edge in edges):
        dirty.append(number)
    row, column = divmod(number - 1, columns)
    # The first 12 mm of each strip that another sheet meets.
    end, half = 12 * 72 / 25.4, overlap / 2
    strips = []
    if column:
        strips.append((margin, margin, margin + half, margin + end))
    if row:
        strips.append((margin, margin, margin + end, margin + half))
    if (column + 1) * step_x + overlap < poster.rect.width:
        strips.append((width - margin - half, margin, width - margin, margin + end))
    marked += bool(strips) and all(apart(number, pymupdf.Rect(strip)) for strip in strips)
print("margin", dirty or "white")
print("marks", marked)
