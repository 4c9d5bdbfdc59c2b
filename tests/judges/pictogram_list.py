"""The list of pictograms against the pages that it leads to: pictogram_list.py FILE.pdf

MuPDF finds what each link of the list says and where it leads; pikepdf has the
printed numbers. Prints "RIGHT of ALL", and how many pictures stand in the list."""
import re
import sys

import pikepdf
import pymupdf

document = pymupdf.open(sys.argv[1])
parts = [(title, page - 1) for level, title, page in document.get_toc() if level == 1]
at = next(n for n, (title, _) in enumerate(parts) if title == "Pictograms")
with pikepdf.open(sys.argv[1]) as pdf:
    printed = [page.label for page in pdf.pages]


def squeezed(text):
    return re.sub(r"[\s\u00ad-]+", "", text)


right = seen = drawn = 0
for number in range(parts[at][1], parts[at + 1][1]):
    page = document[number]
    drawn += len(page.get_drawings()) + len(page.get_images())
    letters = [letter for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ())
               for span in line["spans"] for letter in span["chars"]]
    said = {}
    for link in page.get_links():
        inside = [letter["c"] for letter in letters if pymupdf.Point(
            (letter["bbox"][0] + letter["bbox"][2]) / 2, (letter["bbox"][1] + letter["bbox"][3]) / 2) in link["from"]]
        # The lines of one entry are links of one destination.
        key = (link["page"], round(link["to"].x), round(link["to"].y))
        said[key] = said.get(key, "") + "".join(inside)
    for (target, _, _), words in said.items():
        seen += 1
        label, number = re.fullmatch(r"(.*?)(\d+)\s*", words, re.S).groups()
        right += printed[target] == number and squeezed(label) in squeezed(document[target].get_text())
print(f"{right} of {seen}, {'pictures' if drawn > seen else 'no pictures'}")
