"""The lines of a PDF's pages with their places and type, and its bookmarks, as JSON.

    lines.py HANDBOOK.pdf

Lengths are points from the upper left corner of the page after trimming. MuPDF reads them."""
import json
import sys

import pymupdf

document = pymupdf.open(sys.argv[1])
pages = []
for page in document:
    lines = []
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", []):
            spans = [span for span in line["spans"] if span["text"].strip()]
            if not spans or line["dir"] != (1.0, 0.0):
                continue
            lines.append({
                "text": "".join(span["text"] for span in line["spans"]).strip(),
                "left": min(span["bbox"][0] for span in spans),
                "right": max(span["bbox"][2] for span in spans),
                "baseline": spans[0]["origin"][1],
                "size": round(spans[0]["size"], 2),
                "font": spans[0]["font"],
            })
    pages.append({"width": page.rect.width, "height": page.rect.height, "lines": lines})
json.dump({"pages": pages, "bookmarks": [[level, title, page] for level, title, page in document.get_toc()]}, sys.stdout)
