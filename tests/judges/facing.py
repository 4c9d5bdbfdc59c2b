"""What a book in two languages has on facing pages.

    facing.py FILE

Prints the labels of pages, the layout of the opened file, a line for each bookmark with its level, its page and its words, and
for left (even) and right (odd) pages between the covers the languages of what stands on them.
"""

import sys
from collections import defaultdict

import pikepdf
import pymupdf

file = sys.argv[1]
pdf = pikepdf.open(file)
print("labels", *[page.label for page in pdf.pages])
print("layout", str(pdf.Root.get("/PageLayout")).strip("/"))
for level, title, page in pymupdf.open(file).get_toc():
    print(f"{level} {page} {title}")

numbers = {page.objgen: at for at, page in enumerate(pdf.pages)}
# Marked content may say its language itself.
spans = []
for page in pdf.pages:
    own = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            own[int(operands[1].MCID)] = operands[1].get("/Lang")
    spans.append(own)
found = defaultdict(set)


def walk(node, language, page):
    if isinstance(node, int):
        if 0 < page < len(pdf.pages) - 1:
            found["left" if page % 2 else "right"].add(str(spans[page].get(node) or language))
    elif isinstance(node, pikepdf.Array):
        for one in node:
            walk(one, language, page)
    elif isinstance(node, pikepdf.Dictionary):
        language = node.get("/Lang", language)
        if "/Pg" in node:
            page = numbers[node.Pg.objgen]
        walk(int(node.MCID) if node.get("/Type") == "/MCR" else node.get("/K", []), language, page)


walk(pdf.Root.StructTreeRoot.K, pdf.Root.Lang, None)
for side in ("left", "right"):
    print(side, *sorted(found[side]))
