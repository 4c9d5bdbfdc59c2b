"""Checks "(page 7)" behind links inside a handbook: the link must lead to the page
that is printed with that number. MuPDF finds links and words, pikepdf the page
labels. Prints "right of all"."""
import re
import sys

import pikepdf
import pymupdf

document = pymupdf.open(sys.argv[1])
labels = [pikepdf.Page(page).label for page in pikepdf.open(sys.argv[1]).pages]
right = seen = 0
for page in document:
    inside = [link for link in page.get_links() if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)]
    words = page.get_text("words")
    for index, word in enumerate(words[:-1]):
        number = re.match(r"^(\d+)\)?", words[index + 1][4])
        if not re.match(r"^\(?page$", word[4]) or not number:
            continue
        box = pymupdf.Rect(word[:4])
        # The link ends on this line or the one before.
        near = [link for link in inside if link["from"].y0 < box.y1 + 2 and box.y0 - link["from"].y1 < box.height]
        if not near:
            continue
        seen += 1
        right += any(labels[link["page"]] == number.group(1) for link in near if link.get("page", -1) >= 0)
print(f"{right} of {seen}")
