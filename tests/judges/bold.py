"""The numbers that stand out in the last part of a PDF: bold.py FILE.pdf

MuPDF knows each letter's font. Prints those that are set in an extra bold one, whose name MuPDF cuts."""
import sys

import pymupdf

document = pymupdf.open(sys.argv[1])
start = [page - 1 for level, _, page in document.get_toc() if level == 1][-1]
for page in document.pages(start):
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                text = span["text"].strip(" ,")
                # The page's own number is larger.
                if text.isdigit() and "Extra" in span["font"] and span["size"] < 9.5:
                    print(text)
