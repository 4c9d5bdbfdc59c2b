"""The index of a handbook against its pages: index.py FILE.pdf TERM...

MuPDF reads the words and the links, pikepdf the printed numbers. The index is what the bookmark of the last
part leads to. Prints for each term the printed pages that its numbers link to,
ranges spelled out, and those on which the term stands in the text:

    TERM | index 3 4 5 | text 3 4 5 | links ok"""
import re
import sys

import pikepdf
import pymupdf

document = pymupdf.open(sys.argv[1])
parts = [(title, page - 1) for level, title, page in document.get_toc() if level == 1]
start = parts[-1][1]
end = next((page for title, page in reversed(parts[:-1]) if title == "Words used here"), start)
with pikepdf.open(sys.argv[1]) as pdf:
    printed = [page.label for page in pdf.pages]

links = []  # what each link says, and where it leads
text = ""
for page in document.pages(start):
    text += page.get_text(sort=False).replace("\u00ad\n", "").replace("\n", " ") + " "
    letters = [letter for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ())
               for span in line["spans"] for letter in span["chars"]]
    for link in page.get_links():
        inside = [letter["c"] for letter in letters if pymupdf.Point(
            (letter["bbox"][0] + letter["bbox"][2]) / 2, (letter["bbox"][1] + letter["bbox"][3]) / 2) in link["from"]]
        links.append(("".join(inside).strip(), link.get("page", -1)))

wrong = [f"{words} leads to {printed[page]}" for words, page in links
         if page < 0 or re.split("[–-]", words)[0] != printed[page]]
for term in sys.argv[2:]:
    line = re.search(rf"{re.escape(term)}(?: \([^)]*\))? +((?:\d+(?:–\d+)?(?:, +|\b))+)", text)
    listed = []
    for run in re.split(", +", line.group(1).strip(", ")) if line else []:
        first, _, last = run.partition("–")
        listed += range(int(first), int(last or first) + 1)
    begin = printed.index("1")
    joined = [" ".join(document[n].get_text().replace("\u00ad\n", "").replace("-\n", "-").split())
              for n in range(begin, end)]
    # What stands in the furniture is no part of the text.
    stands = [int(printed[begin + n]) for n, page in enumerate(joined)
              if re.search(rf"\b{re.escape(term)}(s|es)?\b", page, re.I)]
    print(term, "index " + " ".join(map(str, listed)), "text " + " ".join(map(str, stands)),
          "links " + ("; ".join(wrong) or "ok"), sep=" | ")
