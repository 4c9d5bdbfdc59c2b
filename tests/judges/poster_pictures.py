"""Whether the pictures of a poster show what its PDF does.

    poster_pictures.py POSTER.pdf PICTURE ...        (PNG or SVG)

MuPDF draws the PDF, and Chromium the SVG, at the size of the first PNG. Prints a line for
each picture: its size in pixels, its resolution in pixels per inch, and the share
of pixels that differ by more than a quarter of full scale; for SVG, its language,
title and description as an XML reader finds them."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pymupdf
from lxml import etree
from PIL import Image, ImageChops, ImageFilter


def drawn(path, size):
    page = pymupdf.open(path)[0]
    scale = pymupdf.Matrix(size[0] / page.rect.width, size[1] / page.rect.height)
    pixels = page.get_pixmap(matrix=scale, alpha=False)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples).resize(size)


chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), "chromium")


def in_browser(path, size):
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "picture.png")
        page.write_text(f'<body style="margin:0"><img src="{Path(path).absolute().as_uri()}" '
                        f'style="display:block;width:{size[0]}px;height:{size[1]}px">')
        subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={folder}/profile", f"--screenshot={picture}",
                        f"--window-size={size[0]},{size[1]}", page.as_uri()],
                       check=True, capture_output=True, timeout=1200)
        return Image.open(picture).convert("RGB").crop((0, 0, *size))


def apart(a, b):
    # Edges are smoothed differently by everybody; what remains is what is elsewhere.
    soft = [picture.filter(ImageFilter.GaussianBlur(1.5)) for picture in (a, b)]
    channels = ImageChops.difference(*soft).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return sum(most.histogram()[64:]) / (a.width * a.height)


pictures = sys.argv[2:]
size = Image.open(next(path for path in pictures if path.endswith(".png"))).size
original = drawn(sys.argv[1], size)
for path in pictures:
    if path.endswith(".png"):
        picture = Image.open(path)
        dpi = picture.info.get("dpi", (0, 0))
        print("png", *picture.size, f"{dpi[0]:.1f}", f"{apart(picture.convert('RGB'), original):.5f}")
    else:
        root = etree.parse(path).getroot()
        title, words = (root.findtext(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
        print("svg", root.get("lang"), f"{apart(in_browser(path, size), original):.5f}", title, "|", words)
