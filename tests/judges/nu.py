"""The Nu HTML checker's verdict on an EPUB's documents: its messages, then their count.

The checker knows HTML and not EPUB, and calls `epub:type` an error, which
epubcheck demands in the navigation document. epubcheck is obeyed: the attribute
is taken out before the checker reads, and nothing else is.
"""
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

JAR = Path(__file__).parents[2] / ".tools/node_modules/vnu-jar/build/dist/vnu.jar"
with tempfile.TemporaryDirectory() as folder:
    files = []
    with zipfile.ZipFile(sys.argv[1]) as book:
        for name in book.namelist():
            if name.endswith(".xhtml"):
                file = Path(folder) / name.replace("/", "-")
                text = book.read(name).decode("utf-8")
                file.write_text(re.sub(r' epub:type="[^"]*"', "", text), encoding="utf-8")
                files.append(file)
    if not files:
        sys.exit("no documents")
    main = "nu.validator.client.SimpleCommandLineValidator"
    run = subprocess.run(["java", "-Xss4m", "-cp", JAR, main, *files], capture_output=True, text=True)
    messages = [line.replace(f"file:{folder}/", "") for line in run.stderr.splitlines() if line]
    print(*messages, sep="\n")
    errors = [line for line in messages if ": error:" in line or ": fatal" in line]
    if run.returncode != 0 and not errors:
        sys.exit(f"the checker failed ({run.returncode})")
    print(len(files), "documents", len(errors), "errors", len(messages) - len(errors), "warnings")
