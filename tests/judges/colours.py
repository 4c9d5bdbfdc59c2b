"""The colours that a PDF fills areas with, as MuPDF finds them: colours.py FILE.pdf"""
import sys

import pymupdf

found = {drawing["fill"] or drawing["color"] for page in pymupdf.open(sys.argv[1]) for drawing in page.get_drawings()}
found |= {drawing["color"] for page in pymupdf.open(sys.argv[1]) for drawing in page.get_drawings() if drawing["color"]}
for colour in sorted(colour for colour in found if colour):
    print("#" + "".join(f"{round(part * 255):02x}" for part in colour))
