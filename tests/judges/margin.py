"""What stands in the printer's margin of the sheets of a cut poster.

    margin.py TILES.pdf MARGIN        (millimetres)

MuPDF draws each sheet after the first page. Prints `marks on every sheet`, `white
on every sheet`, or which sheets have what. The middle of the foot is left out:
there a sheet may say its row and column."""
import sys

import pymupdf

SCALE = 4
margin = float(sys.argv[2]) * 72 / 25.4 * SCALE
dark = []
for page in list(pymupdf.open(sys.argv[1]))[1:]:
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), colorspace=pymupdf.csGRAY, alpha=False)
    top = drawn.samples[:int(margin) * drawn.stride]
    left = [drawn.pixel(x, y)[0] for y in range(drawn.height) for x in range(0, int(margin), 8)]
    dark.append(min(top) < 128 and min(left) < 128)
if all(dark):
    print("marks on every sheet")
elif not any(dark):
    print("white on every sheet")
else:
    print(dark)
