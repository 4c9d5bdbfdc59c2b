"""The pictures of an EPUB against those of its site: epub_pictures.py FILE.epub SITE

MuPDF reads both. Prints of each its size, and whether it is the same file, or at the
same nine places of the same colour within 8 of 255."""
import pathlib
import sys
import zipfile

import pymupdf


def colours(picture):
    places = [(picture.width * x // 4, picture.height * y // 4) for x in (1, 2, 3) for y in (1, 2, 3)]
    return [channel for place in places for channel in picture.pixel(*place)[:3]]


with zipfile.ZipFile(sys.argv[1]) as book:
    for name in sorted(name for name in book.namelist() if name.startswith("OEBPS/images/")):
        before = pathlib.Path(sys.argv[2], pathlib.PurePath(name).name).read_bytes()
        after = book.read(name)
        pictures = [pymupdf.Pixmap(data) for data in (before, after)]
        apart = max(abs(a - b) for a, b in zip(*map(colours, pictures)))
        verdict = "same" if before == after else "faithful" if apart <= 8 else f"{apart} apart"
        print(pathlib.PurePath(name).name, pictures[1].width, "x", pictures[1].height, verdict)
