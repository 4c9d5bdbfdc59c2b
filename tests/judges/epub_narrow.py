"""The tables of an EPUB on screens of several widths, in pixels: epub_narrow.py FILE.epub 340,700

Prints of each table, as Chromium shows it: the width of the screen, whether it is a table or a stack of values,
whether all of it fits, and what stands before each cell of its body."""
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
environment = os.environ | ({"PUPPETEER_EXECUTABLE_PATH": chromium} if chromium else {})
with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(sys.argv[1]) as book:
    book.extractall(folder)
    pages = sorted(Path(folder).glob("OEBPS/chapters/*.xhtml"))
    command = ["node", Path(__file__).with_suffix(".cjs"), sys.argv[2], *pages]
    print(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout, end="")
