"""Judges a handbook in many scripts: scripts.py HANDBOOK.pdf PAGE.md …

For each page, what poppler reads is compared with the page's own text:
* compatibility forms and white space count for nothing (NFKC; a line may end
  anywhere), nor do hyphens, with which a line may end, and the marks that a reader adds to keep
  directions apart;
* in right-to-left pages the words must stand in the order of the source, and
  every sign must be there. Where signs stand between words is a reader's guess:
  PDF stores what is seen, and poppler turns it round.

MuPDF then says which glyphs are drawn, and where: none may be glyph 0, the empty
box, and none may leave the column that the page's text is set in.
"""
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pymupdf

RIGHT_TO_LEFT = {"R", "AL"}
MARKS = re.compile("[\\s\u00ad\u2010\u2011\\-\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
# The column of an A4 page, in points from the inner edge, and how far signs may hang out of it.
INNER, WIDTH, HANGING = 26.66 * 72 / 25.4, 124 * 72 / 25.4, 6


def plain(text):
    return MARKS.sub("", unicodedata.normalize("NFKC", text))


def words(text):
    return "".join(c for c in plain(text) if unicodedata.category(c)[0] in "LMN")


def paragraphs(source):
    body = source.split("---", 2)[2]
    return [re.sub(r"^(#+|-|>) ", "", line) for line in body.split("\n") if line.strip()]


pdf = sys.argv[1]
read = subprocess.run(["pdftotext", "-enc", "UTF-8", pdf, "-"], capture_output=True, check=True).stdout.decode()
everything, all_words = plain(read), words(read)
sound = True
for path in sys.argv[2:]:
    found, total = 0, 0
    source = Path(path).read_text("utf-8")
    for paragraph in paragraphs(source):
        total += 1
        if any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in paragraph):
            there = words(paragraph) in all_words and not Counter(plain(paragraph)) - Counter(everything)
        else:
            there = plain(paragraph) in everything
        found += there
        if not there:
            sound = False
            print("lost:", path, paragraph)
    print(Path(path).stem, found, "of", total, "paragraphs,", len(source.split()), "words")

def from_the_right(spans):
    kinds = Counter(unicodedata.bidirectional(chr(char[0])) for span in spans for char in span["chars"])
    return kinds["R"] + kinds["AL"] > kinds["L"]


boxes, outside, glyphs = 0, 0, 0
document = pymupdf.open(pdf)
# The cover and the contents are not set in the column.
first = [page for level, title, page in document.get_toc() if level == 1][1] - 1
for number, page in enumerate(document):
    width, height = page.rect.width, page.rect.height
    spans = page.get_texttrace()
    left = width - INNER - WIDTH if from_the_right(spans) else INNER
    for span in spans:
        # Headings and furniture have other sizes or places.
        text = number >= first and 8.6 < span["size"] < 11.5
        for code, glyph, origin, box in span["chars"]:
            glyphs += 1
            boxes += glyph == 0
            within = left - HANGING <= box[0] and box[2] <= left + WIDTH + HANGING
            if text and 85 < origin[1] < height - 70 and not within and not chr(code).isspace():
                outside += 1
                print("outside:", number + 1, chr(code), [round(edge) for edge in box])
print(glyphs, "glyphs,", boxes, "empty boxes,", outside, "outside the column")
print("sound" if sound and not boxes and not outside else "unsound")
