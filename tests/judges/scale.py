"""The measures on the first page of a cut poster: the square, and the bar from end to end.

    scale.py TILES.pdf

PyMuPDF reads the shapes. The square is the only one of its kind; the bar is a row of rectangles
of a centimetre."""
import sys

import pymupdf

MM = 72 / 25.4
page = pymupdf.open(sys.argv[1])[0]
boxes = [shape["rect"] for shape in page.get_drawings()]
squares = [box for box in boxes if abs(box.width - 50 * MM) < 1 and abs(box.height - 50 * MM) < 1]
assert len(squares) == 1, boxes
bar = [box for box in boxes if abs(box.width - 10 * MM) < 0.5 and abs(box.height - 3 * MM) < 0.5]
assert len({round(box.y0) for box in bar}) == 1, bar
across = max(box.x1 for box in bar) - min(box.x0 for box in bar)
inside = page.rect
assert all(inside.contains(box) for box in squares + bar), (inside, squares, bar)
print(f"square {squares[0].width / MM:.1f} {squares[0].height / MM:.1f}, bar {across / MM:.1f}")
