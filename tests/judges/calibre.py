"""Converts EPUBs with calibre as people do for a Kindle, and reads them back: calibre.py FILE.epub ...

Each is made AZW3 and MOBI, and either must come without a complaint and with every word of the pages. Needs
`ebook-convert`. Prints what is lost or complained of, then how many conversions there were."""
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree

COMPLAINT = re.compile(r"\b(warning|error|bad|fail\w*|undefined|invalid|could not|not found|unknown)\b", re.I)
# What the program says of the book repeats its words.
QUOTES = ("Detected chapter", "InputFormatPlugin", "on /")
XHTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}"


def words(text):
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    # Letters that touch are one word or two, by the converter; so are those of formulas.
    return re.findall(r"\w", text)


def of_pages(book, kind):
    """The letters of all pages but the contents, as the converters make contents of their own. MOBI has no
    formulas: the format is older than MathML, and calibre leaves them out."""
    letters = Counter()
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml") and not name.endswith(("nav.xhtml", "cover.xhtml")):
                body = etree.fromstring(archive.read(name)).find(XHTML + "body")
                if kind == "mobi":
                    etree.strip_elements(body, MATH + "math", with_tail=False)
                letters.update(words("".join(body.itertext())))
    return letters


def convert(source, target):
    run = subprocess.run(["ebook-convert", source, target], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = [line for line in run.stdout.splitlines() if not line.strip().startswith(QUOTES)]
    found = [f"{target.name}: {line.strip()}" for line in lines if COMPLAINT.search(line)]
    return found if target.exists() else found + [f"{target.name} was not made"]


def main():
    faults, made = [], 0
    for book in map(Path, sys.argv[1:]):
        for kind in ("azw3", "mobi"):
            wanted = of_pages(book, kind)
            with tempfile.TemporaryDirectory() as folder:
                target, text = Path(folder) / f"book.{kind}", Path(folder) / "book.txt"
                faults += convert(book, target)
                # What is read back is only looked at for its words.
                convert(target, text)
                made += 1
                lost = wanted - Counter(words(text.read_text()))
                if lost:
                    faults.append(f"{book} as {kind}: {sum(lost.values())} of {sum(wanted.values())} letters are lost: {lost.most_common(9)}")
    print(*faults, sep="\n")
    print(made, "conversions", len(faults), "faults")


main()
