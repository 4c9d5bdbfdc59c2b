"""Whether a PDF is drawn in greys alone: greys.py FILE.pdf

MuPDF draws each page. Prints "page N grey", or how far from grey it is."""
import sys

import pymupdf
from PIL import Image, ImageChops

for page in pymupdf.open(sys.argv[1]):
    drawn = page.get_pixmap(dpi=60, alpha=False)
    red, green, blue = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples).split()
    apart = max(ImageChops.difference(*pair).getextrema()[1] for pair in ((red, green), (green, blue), (red, blue)))
    print(f"page {page.number + 1}", "grey" if apart <= 6 else f"has colours, {apart} of 255 from grey")
