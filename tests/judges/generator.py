"""Builds a site with its own generator, and prints the words of each page's main content.

    generator.py hugo|mkdocs|eleventy SITE FILE...
    generator.py epub BOOK

The generator runs on a copy. Each FILE is a page of the site it makes, in the order of the book;
each line of the output has the words of one. Of an EPUB, each line has those of a chapter.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lxml import html

COMMANDS = {
    "hugo": lambda out: ["hugo", "--quiet", "--destination", out],
    "mkdocs": lambda out: [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", out],
    "eleventy": lambda out: ["npx", "--no-install", "eleventy", f"--output={out}", "--quiet"],
}
# What a page shows beside its main content.
CHROME = "//script|//style|//nav|//*[contains(@class,'headerlink')]|//*[contains(@class,'footnote-backref')]|//*[contains(@class,'md-source-file')]|//title"


def words(node) -> str:
    return " ".join(re.findall(r"[^\W_]+", " ".join(node.itertext()).lower()))


def chapters(book: str) -> None:
    with zipfile.ZipFile(book) as archive:
        names = sorted(name for name in archive.namelist() if "/chapters/" in name)
        for name in names:
            body = html.fromstring(archive.read(name)).xpath("//body")[0]
            for node in body.xpath(".//*[@role='doc-backlink']"):
                node.drop_tree()
            print(words(body))


def main() -> None:
    generator, site, *files = sys.argv[1:]
    if generator == "epub":
        return chapters(site)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "site"
        shutil.copytree(site, source)
        out = Path(folder) / "out"
        run = subprocess.run(COMMANDS[generator](str(out)), cwd=source, capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"{generator} failed\n{run.stdout}{run.stderr}")
        for file in files:
            page = html.fromstring((out / file).read_bytes())
            main = (page.xpath("//article[contains(@class,'md-content__inner')]") or page.xpath("//main"))[0]
            for node in main.xpath(CHROME.replace("//", ".//")):
                node.drop_tree()
            # The labels of tabs stand together; a reader meets each with its own.
            for tabs in main.xpath(".//*[contains(@class,'tabbed-set')]"):
                labels = tabs.xpath("./*[contains(@class,'tabbed-labels')]/label")
                blocks = tabs.xpath("./*[contains(@class,'tabbed-content')]/*")
                for label, block in zip(labels, blocks):
                    block.insert(0, label)
            print(words(main))


if __name__ == "__main__":
    main()
