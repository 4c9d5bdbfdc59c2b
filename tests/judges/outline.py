"""A PDF's outline, a line each: level and title."""
import sys

import pymupdf

for level, title, _page in pymupdf.open(sys.argv[1]).get_toc():
    print(level, title)
