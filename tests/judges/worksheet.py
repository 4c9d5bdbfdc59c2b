"""What a worksheet offers, as outside readers see it: worksheet.py FILE.pdf

pikepdf counts the boxes in the tag tree, by their words for those who cannot see
them; MuPDF counts the lines that are long enough to write on. Prints, for each
phase (a bookmark of the first level):

    TITLE | pages N | boxes N | lines N | WORDS"""
import sys

import pikepdf
import pymupdf

document = pymupdf.open(sys.argv[1])
starts = [(title, page - 1) for level, title, page in document.get_toc() if level == 1]


def boxes(node, of_page, counts):
    if isinstance(node, pikepdf.Array):
        for child in node:
            boxes(child, of_page, counts)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure" and str(node.get("/Alt", "")) in sys.argv[2:]:
            counts[of_page[node["/Pg"].objgen]] += 1
        if "/K" in node:
            boxes(node["/K"], of_page, counts)


with pikepdf.open(sys.argv[1]) as pdf:
    of_page = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    ticks = [0] * len(pdf.pages)
    boxes(pdf.Root["/StructTreeRoot"]["/K"], of_page, ticks)

for (title, first), (_, end) in zip(starts, starts[1:] + [("", len(document))]):
    pages = [document[number] for number in range(first, end)]
    lines = {(page.number, round(drawing["rect"].y0)) for page in pages for drawing in page.get_drawings()
             if drawing["rect"].height < 1 and drawing["rect"].width > 0.6 * page.rect.width}
    words = " ".join(word[4] for page in pages for word in page.get_text("words"))
    print(title, f"pages {end - first}", f"boxes {sum(ticks[first:end])}", f"lines {len(lines)}", words, sep=" | ")
