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
GROUND, LARGEST = "#e9ecf1", 150_000


def draw(pdf, number, height):
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        size = ["-scale-to-x", "-1", "-scale-to-y", str(height)]
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-f", str(number), *size, pdf, stem], check=True)
        return Image.open(f"{stem}.png").convert("RGB")


def write(name, pages, height=840, gap=24):
    """Pages, each a file and a number, side by side in the order in which they are seen."""
    pages = [draw(pdf, number, height) for pdf, number in pages]
    sheet = Image.new("RGB", (sum(page.width for page in pages) + gap * (len(pages) + 1), height + 2 * gap), GROUND)
    x = gap
    for page in pages:
        sheet.paste(page, (x, gap))
        x += page.width + gap
    save(name, sheet, LARGEST)


def save(name, sheet, largest):
    """A sheet in as many colours as keep its file small."""
    target = docs / f"{name}.png"
    for colours in (128, 64, 32, 16):
        sheet.quantize(colours).save(target, optimize=True)
        if target.stat().st_size <= largest:
            break
    print(target, target.stat().st_size)


def contact(name, rows, scale, gap=16):
    """Rows of pages, each a list of files or of files with a number, all at one scale: `scale` pixels to a millimetre."""
    def drawn(page):
        pdf, number = page if isinstance(page, tuple) else (page, 1)
        return draw(pdf, number, round(pymupdf.open(pdf)[number - 1].rect.height / 72 * 25.4 * scale))

    rows = [[drawn(page) for page in row] for row in rows]
    width = max(sum(poster.width + gap for poster in row) for row in rows) + gap
    sheet = Image.new("RGB", (width, sum(row[0].height + gap for row in rows) + gap), GROUND)
    y = gap
    for row in rows:
        x = gap
        for poster in row:
            sheet.paste(poster, (x, y))
            x += poster.width + gap
        y += row[0].height + gap
    save(name, sheet, 6 * LARGEST)


def chapters(pdf):
    """The first pages of chapters, by number; the contents are the first of them."""
    return [page for level, _, page in pymupdf.open(pdf).get_toc() if level == 1]


def densest(pdf):
    """The page with the most words on it that is no contents, no glossary and no index."""
    document, starts = pymupdf.open(pdf), chapters(pdf)
    return max(range(starts[1], starts[-2]), key=lambda number: len(document[number - 1].get_text("words")))


# The built-in themes, for the guide: a cover, an opening, a poster.
for theme in ("plain", "swiss", "night", "large-print"):
    made = out / "pictures" / f"theme-{theme}"
    opening = chapters(made / "handbook.pdf")[4]
    pages = [(made / "handbook.pdf", number) for number in (1, opening, opening + 1)]
    write(f"guide/pictures/theme-{theme}", pages + [(made / "posters/beta.pdf", 1)], height=340, gap=10)
overview = [(out / "handbook.pdf", number) for number in (1, 15, 17)]
overview += [(out / "posters" / f"{name}.pdf", 1) for name in ("beta", "overview")]
write("overview", overview, height=560, gap=28)
handbook = out / "pictures/own/handbook.pdf"
starts = chapters(handbook)
write("page-cover", [(handbook, 1), (handbook, starts[0])])
write("page-opener", [(handbook, starts[4]), (handbook, densest(handbook))])
worksheet = out / "pictures/own/worksheets.pdf"
write("page-worksheet", [(worksheet, chapters(worksheet)[2]), (worksheet, chapters(worksheet)[2] + 1)])
write("page-index", [(handbook, starts[-2]), (handbook, starts[-1])])
table = out / "pictures/table/handbook.pdf"
first = chapters(table)[1]
write("page-table", [(table, first), (table, first + 1)])
languages = out / "pictures/languages/en-cy/handbook.pdf"
first = chapters(languages)[1]
write("page-facing", [(languages, first), (languages, first + 1)])
arabic = out / "pictures/arabic/handbook.pdf"
first = chapters(arabic)[2]
# The first page of the two is on the right.
write("page-arabic", [(arabic, first + 1), (arabic, first)])
posters = ["discovery", "alpha", "beta", "live", "retirement", "overview", "wall-chart"]
sizes = [out / "pictures/posters" / f"{size}-{way}" / "posters" for way in ("portrait", "landscape") for size in ("a0", "a1", "a4")]
contact("posters", [[size / f"{name}.pdf" for name in posters] for size in sizes], 0.3)
kinds = out / "pictures/kinds/posters"
write("poster-kinds", [(kinds / f"beta-{name}.pdf", 1) for name in ("name", "symbol", "questions", "checklist", "canvas")], height=420)
write("poster-frieze", [(kinds / "frieze.pdf", 1)], height=320)
deck = out / "pictures/own/cards/deck.pdf"
# The title, the contents and the phases: fronts, and their backs beneath them.
contact("cards", [[(deck, number + side) for number in range(1, 14, 2)] for side in (0, 1)], 3)
