"""Words that run along the height of a PDF's first page, as MuPDF reads them.

    spine.py FILE.pdf

Prints for each line `down` or `up`, the way in which it is read, and its words."""
import sys

import pymupdf

page = pymupdf.open(sys.argv[1])[0]
lines = []
for block in page.get_text("dict")["blocks"]:
    for line in block.get("lines", []):
        across, along = line["dir"]
        if abs(along) > 0.9:
            words = "".join(span["text"] for span in line["spans"]).strip()
            lines.append((line["bbox"][1], "down" if along > 0 else "up", words))
for _, way, words in sorted(lines):
    print(way, words)
