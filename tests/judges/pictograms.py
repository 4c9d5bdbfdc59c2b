"""The labels of a handbook's pictograms as a reader sees them: for each raster
picture, the words that stand directly under it. MuPDF finds both; nothing is
taken from our own code."""
import sys

import pymupdf

for page in pymupdf.open(sys.argv[1]):
    words = page.get_text("words")
    for image in page.get_image_info():
        box = pymupdf.Rect(image["bbox"])
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
