"""Checks "(page 7)" behind links inside a handbook: the link must lead to the page
that is printed with that number. Prints "right of all"."""
import re
import sys

import pymupdf

document = pymupdf.open(sys.argv[1])
labels = [page.get_label() or str(page.number + 1) for page in document]
right = seen = 0
for page in document:
    inside = [link for link in page.get_links() if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)]
    words = page.get_text("words")
    for index, word in enumerate(words[:-1]):
        match = re.match(r"^(\d+)\)?", words[index + 1][4])
        if not re.match(r"^\(?page$", word[4]) or not match:
            continue
        box = pymupdf.Rect(word[:4])
        # The link begins on this line or the one before.
        near = [link for link in inside if link["from"].y0 < box.y1 + 2 and box.y0 - link["from"].y1 < box.height]
        if not near:
            continue
        seen += 1
        right += any(labels[link["page"]] == match.group(1) for link in near if link.get("page", -1) >= 0)
print(f"{right} of {seen}")
