"""The lowest resolution of the pictures of pixels in a PDF, as MuPDF finds them.

    resolution.py FILE.pdf

Prints one line for each picture: its width and height in pixels, and its lesser
resolution in pixels per inch."""
import sys

import pymupdf

for page in pymupdf.open(sys.argv[1]):
    for picture in page.get_image_info():
        x0, y0, x1, y1 = picture["bbox"]
        dpi = min(picture["width"] / (x1 - x0), picture["height"] / (y1 - y0)) * 72
        print(picture["width"], picture["height"], f"{dpi:.2f}")
