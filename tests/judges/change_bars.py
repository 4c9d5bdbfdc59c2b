"""Prints the change bars of a PDF in its order: the number of the page, the side of the text, whether the
bar is single or double, and the words of the lines that it stands beside. Then the words that are
underlined."""

import re
import sys

import pymupdf


def bars(page):
    """Upright rectangles as thin as bars are, each with how many stand side by side."""
    shapes = [d["rect"] for d in page.get_drawings() if d["type"] == "f"]
    found = {}
    for rect in shapes:
        if rect.width < 1.6 and rect.height > 6:
            found.setdefault((round(rect.y0, 1), round(rect.y1, 1)), []).append(rect)
    return sorted(found.items())


def lines(page):
    """The lines of text: their boxes and words."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", []):
            yield pymupdf.Rect(line["bbox"]), "".join(span["text"] for span in line["spans"])


document = pymupdf.open(sys.argv[1])
underlined = []
for page in document:
    number = re.search(r"\d+$", page.get_label())
    if not number:
        # Before the text.
        continue
    for (top, bottom), rects in bars(page):
        beside = [(box, text) for box, text in lines(page) if top <= (box.y0 + box.y1) / 2 <= bottom]
        beside.sort(key=lambda line: (line[0].y0, line[0].x0))
        left = min(box.x0 for box, _ in beside)
        right = max(box.x1 for box, _ in beside)
        x = rects[0].x0
        side = "left" if x < left else "right" if x > right else "within"
        kind = {1: "single", 2: "double"}[len(rects)]
        print(f"{number[0]} {side} {kind}: " + " ".join(text.strip() for _, text in beside))
    # Lines under words leave room for what hangs below them, and so come in parts.
    parts = [d["rect"] for d in page.get_drawings() if d["type"] == "s" and d["rect"].height < 1]
    for x0, y0, x1, y1, word, *_ in page.get_text("words"):
        if any(part.x0 < x1 and part.x1 > x0 and y0 < part.y0 < y1 + 3 for part in parts):
            underlined.append(word)
print("underlined: " + " ".join(underlined))
