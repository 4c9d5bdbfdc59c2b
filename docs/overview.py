"""Draws docs/overview.png from the outputs in out/: cover, opener, a page, posters.
Run by `make pictures`; needs poppler and the environment that `make tools` makes."""
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

out, target = Path(sys.argv[1]), Path(sys.argv[2])
HEIGHT, GAP, GROUND = 560, 28, "#e9ecf1"


def page(pdf, number):
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        size = ["-scale-to-x", "-1", "-scale-to-y", str(HEIGHT)]
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-f", str(number), *size, pdf, stem], check=True)
        return Image.open(f"{stem}.png").convert("RGB")


pages = [page(out / "handbook.pdf", number) for number in (1, 15, 17)]
pages += [page(out / "posters" / f"{name}.pdf", 1) for name in ("beta", "overview")]
width = sum(image.width for image in pages) + GAP * (len(pages) + 1)
sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
x = GAP
for image in pages:
    sheet.paste(image, (x, GAP))
    x += image.width + GAP
sheet.quantize(128).save(target, optimize=True)
