"""Draws the pictures of the documentation: pictures.py OUT DOCS

Reads what `make pictures` built below OUT, and writes PNG files of few colours
into DOCS. Pages are found by the outline, so that a longer chapter moves none.
Needs poppler and the environment that `make tools` makes.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import pymupdf
from PIL import Image

out, docs = Path(sys.argv[1]), Path(sys.argv[2])
HEIGHT, GAP, GROUND, LARGEST = 840, 24, "#e9ecf1", 150_000


def draw(pdf, number):
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        size = ["-scale-to-x", "-1", "-scale-to-y", str(HEIGHT)]
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-f", str(number), *size, pdf, stem], check=True)
        return Image.open(f"{stem}.png").convert("RGB")


def write(name, pdf, numbers):
    """Pages side by side, in the order in which they are seen."""
    pages = [draw(pdf, number) for number in numbers]
    sheet = Image.new("RGB", (sum(page.width for page in pages) + GAP * (len(pages) + 1), HEIGHT + 2 * GAP), GROUND)
    x = GAP
    for page in pages:
        sheet.paste(page, (x, GAP))
        x += page.width + GAP
    target = docs / f"{name}.png"
    for colours in (128, 64, 32, 16):
        sheet.quantize(colours).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            break
    print(target, target.stat().st_size)


def chapters(pdf):
    """The first pages of chapters, by number; the contents are the first of them."""
    return [page for level, _, page in pymupdf.open(pdf).get_toc() if level == 1]


def densest(pdf):
    """The page with the most words on it that is no contents and no glossary."""
    document, starts = pymupdf.open(pdf), chapters(pdf)
    return max(range(starts[1], starts[-1]), key=lambda number: len(document[number - 1].get_text("words")))


handbook = out / "pictures/own/handbook.pdf"
starts = chapters(handbook)
write("page-cover", handbook, [1, starts[0]])
write("page-opener", handbook, [starts[4], densest(handbook)])
table = out / "pictures/table/handbook.pdf"
first = chapters(table)[1]
write("page-table", table, [first, first + 1])
arabic = out / "pictures/arabic/handbook.pdf"
first = chapters(arabic)[2]
# The first page of the two is on the right.
write("page-arabic", arabic, [first + 1, first])
# Other sheets, as soon as they are built.
for name in ("worksheet",):
    pdf = out / f"handbook-{name}.pdf"
    if pdf.exists():
        write(f"page-{name}", pdf, [1])
