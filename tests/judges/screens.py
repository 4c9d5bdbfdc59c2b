"""What `screens.cjs` finds in an EPUB; a second argument is a folder for pictures."""
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
environment = os.environ | ({"PUPPETEER_EXECUTABLE_PATH": chromium} if chromium else {})
with tempfile.TemporaryDirectory() as folder:
    with zipfile.ZipFile(sys.argv[1]) as book:
        book.extractall(folder)
    script = Path(__file__).with_name("screens.cjs")
    command = ["node", script, folder, *sys.argv[2:]]
    sys.exit(subprocess.run(command, env=environment, timeout=1200).returncode)
