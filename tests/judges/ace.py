"""Ace by DAISY's verdict on an EPUB: its violations, then their count."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ACE = Path(__file__).parents[2] / ".tools/node_modules/.bin/ace-cli"
chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
# The system's browser, where there is one: puppeteer's own is never downloaded.
environment = os.environ | ({"PUPPETEER_EXECUTABLE_PATH": chromium} if chromium else {})
with tempfile.TemporaryDirectory() as folder:
    command = [ACE, "--silent", "--force", "--outdir", folder, sys.argv[1]]
    run = subprocess.run(command, env=environment | {"HOME": folder}, capture_output=True, text=True, timeout=1200)
    report = Path(folder) / "report.json"
    if not report.exists():
        sys.exit(f"Ace wrote no report ({run.returncode})\n{run.stdout}{run.stderr}")
    report = json.loads(report.read_text())
violations = [
    (subject["earl:testSubject"]["url"], found)
    for subject in report["assertions"]
    for found in subject["assertions"]
]
for file, found in violations:
    test, result = found["earl:test"], found["earl:result"]
    print(file, test["earl:impact"], test["dct:title"], result["dct:description"], result.get("html", ""))
print(report["earl:result"]["earl:outcome"], len(violations), "violations")
