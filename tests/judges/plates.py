"""How much ink lies on each plate of a press, as Ghostscript separates pages.

    plates.py FILE.pdf

Draws each page's inks apart, and prints for each page how much of the trimmed page each plate covers, in thousandths:

    1: Cyan 0, Magenta 0, Yellow 0, Black 57"""
import pathlib
import subprocess
import sys
import tempfile

import pikepdf
from PIL import Image

DPI = 100
path = sys.argv[1]
with pikepdf.open(path) as pdf:
    boxes = [([float(side) for side in page.TrimBox], float(page.MediaBox[3])) for page in pdf.pages]
with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder) / "p%d.tif"
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{DPI}", f"-sOutputFile={out}", path],
                   check=True, capture_output=True)
    for number, ((x0, y0, x1, y1), height) in enumerate(boxes, 1):
        scale = DPI / 72
        area = tuple(round(side * scale) for side in (x0, height - y1, x1, height - y0))
        found = []
        for ink in ("Cyan", "Magenta", "Yellow", "Black"):
            plate = Image.open(pathlib.Path(folder) / f"p{number}({ink}).tif").convert("L").crop(area)
            covered = sum((255 - level) * count for level, count in enumerate(plate.histogram())) / 255
            found.append(f"{ink} {covered / (plate.width * plate.height) * 1000:.0f}")
        print(f"{number}: {', '.join(found)}")
