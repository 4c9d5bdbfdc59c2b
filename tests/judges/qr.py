"""The QR codes on posters, as ZXing reads them from what MuPDF draws.

    qr.py FILE ...        (PDF, PNG or SVG)

Prints for each code: the file, the width of the symbol as a part of the short
side, the level of error correction, and what it says."""
import sys
from pathlib import Path

import pymupdf
import zxingcpp
from PIL import Image

for path in sys.argv[1:]:
    page = pymupdf.open(path)[0]
    # As a telephone sees it from a step away: about a thousand pixels.
    scale = 1400 / min(page.rect.width, page.rect.height)
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    picture = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
    for code in zxingcpp.read_barcodes(picture):
        p = code.position
        width = ((p.top_right.x - p.top_left.x) ** 2 + (p.top_right.y - p.top_left.y) ** 2) ** 0.5
        part = width / min(drawn.width, drawn.height)
        print(Path(path).name, f"{part:.4f}", code.ec_level, code.text)
