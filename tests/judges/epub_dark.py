"""Whether the pictures of an EPUB are seen in the dark, with nothing of the book but its older stylesheet:
epub_dark.py FILE.epub

Each page is shown by Chromium on a black ground, without the newer stylesheet and without the fonts. A
picture is seen where its pixels differ enough from one another (WCAG 1.4.11: 3 to 1). Prints what is
not seen, then how many pictures there are."""
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lxml import etree
from PIL import Image

BLACK = "html, body { background: #000 !important; color: #ddd !important; }"


def light(pixel):
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in pixel[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def main():
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    environment = os.environ | ({"PUPPETEER_EXECUTABLE_PATH": chromium} if chromium else {})
    faults = []
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(sys.argv[1]) as book:
        book.extractall(folder)
        pages = sorted(Path(folder).glob("OEBPS/chapters/*.xhtml"))
        (Path(folder) / "OEBPS/newer.css").write_text(BLACK)
        for font in Path(folder).glob("OEBPS/fonts/*"):
            font.unlink()
        command = ["node", Path(__file__).with_suffix(".cjs"), folder, *pages]
        shots = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        pictures = shots.splitlines()
        for line in pictures:
            source, file = line.split(" ")
            with Image.open(file) as image:
                # A dot has nothing to tell apart.
                if image.width * image.height < 64:
                    continue
                lights = [light(pixel) for pixel in image.convert("RGB").get_flattened_data()]
            if (max(lights) + 0.05) / (min(lights) + 0.05) < 3:
                faults.append(f"{source} is not seen")
    print(*faults, sep="\n")
    print(len(pictures), "pictures", len(faults), "faults")


main()
