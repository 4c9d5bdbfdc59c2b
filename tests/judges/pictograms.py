"""The labels of a handbook's pictograms as a reader sees them: for each picture,
whether it is made of pixels or of lines, the words that stand directly under it.
MuPDF finds both; nothing is taken from our own code.

A picture of lines is a group of filled shapes near to one another, of 3 to 40 mm
on a side: larger groups are grounds, smaller ones bullets and rules. A lone rectangle of
more than 15 mm on each side is a ground, too."""
import sys

import pymupdf

MM = 72 / 25.4


def ground(drawing):
    box = drawing["rect"]
    return [item[0] for item in drawing["items"]] == ["re"] and min(box.width, box.height) > 15 * MM


def pictures(page):
    for image in page.get_image_info():
        yield pymupdf.Rect(image["bbox"])
    filled = [drawing for drawing in page.get_drawings() if drawing["fill"] is not None]
    filled = [drawing for drawing in filled if not ground(drawing)]
    small = [drawing for drawing in filled if max(drawing["rect"].width, drawing["rect"].height) < 40 * MM]
    for box in page.cluster_drawings(drawings=small):
        if 3 * MM < box.width < 40 * MM and 3 * MM < box.height < 40 * MM:
            yield box


for page in pymupdf.open(sys.argv[1]):
    words = page.get_text("words")
    for box in pictures(page):
        under = [
            word
            for word in words
            if box.x0 - 30 < (word[0] + word[2]) / 2 < box.x1 + 30 and box.y1 - 2 < word[1] < box.y1 + 50
        ]
        # Labels run over at most a few lines; what is further down is other text.
        under.sort(key=lambda word: (round(word[1]), word[0]))
        lines, last = [], None
        for word in under:
            if last is not None and word[1] - last > 20:
                break
            last = word[1]
            lines.append(word[4])
        print(" ".join(lines))
