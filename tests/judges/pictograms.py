"""The labels of a handbook's pictograms, as a reader sees them: for each picture,
raster or drawn, the text that stands directly under it or beside it. MuPDF finds
both; nothing is taken from our own code."""
import sys

import pymupdf

document = pymupdf.open(sys.argv[1])
for page in document:
    pictures = [pymupdf.Rect(image["bbox"]) for image in page.get_image_info()]
    pictures += [pymupdf.Rect(drawing["rect"]) for drawing in page.get_drawings() if 20 < drawing["rect"].width < 160]
    lines = []
    for block in page.get_text("blocks"):
        box, words = pymupdf.Rect(block[:4]), " ".join(block[4].split())
        if not words:
            continue
        near = any(
            (abs(p.y1 - box.y0) < 40 and p.x0 - 40 < (box.x0 + box.x1) / 2 < p.x1 + 40)
            or (0 <= box.x0 - p.x1 < 40 and p.y0 - 10 < (box.y0 + box.y1) / 2 < p.y1 + 10)
            for p in pictures
        )
        if near:
            print(words)
