"""What a site's own generator makes of its pages, beside the chapters of an EPUB.

    generator.py GENERATOR SITE EPUB

The generator runs on a copy of the site. The output is a JSON object. `missing` is the program that
would have to be installed, or null. `chapters` are those of the book in order: the title of each, its
words, and those of the main content of the page with the same title, null where the generator made none;
`pages` are the titles of the pages that have no chapter, save those that the generator adds of its own accord.

What is otherwise in print on purpose is taken off here, with the reason.
"""
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lxml import etree, html

NODE = Path(__file__).parents[2] / ".tools/node_modules"
BLOCKS = set("p li td th h1 h2 h3 h4 h5 h6 dt dd div figcaption pre section aside br summary label".split())
# What holds a page's main content, the first that is there.
MAIN = (
    "//article[contains(@class,'md-content__inner')]",
    "//div[contains(@class,'theme-doc-markdown')]",
    "//main",
)
# What stands in it and is not the writer's: links to headings and back from notes, buttons, menus.
CHROME = (
    ".//script|.//style|.//nav|.//title|.//button|.//*[contains(@class,'headerlink')]|.//*[contains(@class,'hash-link')]"
    "|.//*[contains(@class,'footnote-backref')]|.//*[contains(@class,'md-source-file')]|.//*[contains(@class,'sr-only')]"
    # Lines of code that mdBook folds, since they are there for the compiler.
    "|.//*[contains(@class,'boring')]"
)
# Pages that a generator adds: for wrong addresses, and all chapters in one.
ADDED = {"404.html", "print.html", "toc.html"}
# The lines of a listing that name a part of it for mdBook; a reader has no use for them.
ANCHOR = re.compile(r"^.*\bANCHOR(_END)?: [\w-]+$\n?", re.MULTILINE)


def build(generator, site, out):
    """The command that builds a site, and the program that it needs."""
    if generator == "hugo":
        return shutil.which("hugo"), lambda: run(["hugo", "--quiet", "--destination", out], site)
    if generator == "jekyll":
        command = ["jekyll", "build", "--quiet", "--disable-disk-cache", "--destination", out]
        return shutil.which("jekyll"), lambda: run(command, site)
    if generator == "mkdocs":
        program = Path(sys.executable).with_name("mkdocs")
        return program, lambda: run([program, "build", "--quiet", "--site-dir", out], site)
    if generator == "mdbook":
        program = Path(sys.executable).with_name("mdbook")
        return program, lambda: run([program, "build", "--dest-dir", out], site)
    if generator == "eleventy":
        program = NODE / "@11ty/eleventy/cmd.cjs"
        return program, lambda: run(["node", program, f"--output={out}", "--quiet"], site)
    if generator == "docusaurus":
        program = NODE / "@docusaurus/core/bin/docusaurus.mjs"
        return program, lambda: run(["node", program, "build", "--no-minify", "--out-dir", out], site)
    return sys.exit(f"no generator is called {generator}")


def run(command, folder):
    # Programs of Node look for what they use from the site upwards.
    (folder / "node_modules").symlink_to(NODE)
    # A cache beside the programs would be that of another site.
    environment = {**os.environ, "DOCUSAURUS_NO_PERSISTENT_CACHE": "true", "NO_UPDATE_NOTIFIER": "1"}
    made = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"{command[0]} failed\n{made.stdout}{made.stderr}")


def words(node):
    out = []

    def walk(node):
        if not isinstance(node.tag, str):
            return
        apart = etree.QName(node).localname in BLOCKS
        out.extend([" " if apart else "", node.text or ""])
        for child in node:
            walk(child)
            out.append(child.tail or "")
        out.append(" " if apart else "")

    walk(node)
    return " ".join(re.findall(r"[^\W_]+", "".join(out).lower()))


def title(node):
    heading = next(iter(node.iter("h1", "{http://www.w3.org/1999/xhtml}h1")), None)
    return None if heading is None else " ".join("".join(heading.itertext()).split())


def page(path):
    """The main content of a page that the generator made: its title and its words."""
    whole = html.parse(str(path), parser=html.HTMLParser(encoding="utf-8")).getroot()
    main = next((found[0] for place in MAIN if (found := whole.xpath(place))), None)
    if main is None:
        return None, ""
    for node in main.xpath(CHROME):
        node.drop_tree()
    for code in main.iter("code"):
        for node in code.iter():
            node.text, node.tail = (ANCHOR.sub("", text or "") for text in (node.text, node.tail))
    # What code is called stands below it in print, as all captions do.
    for name in main.xpath(".//*[contains(@class,'codeBlockTitle')]|.//span[@class='filename']"):
        name.getparent().append(name)
    # The labels of tabs stand together; a reader meets each with its own.
    for tabs in main.xpath(".//*[contains(@class,'tabbed-set')]|.//*[contains(@class,'tabs-container')]"):
        labels = tabs.xpath("./*[contains(@class,'tabbed-labels')]/label|./ul[@role='tablist']/li")
        blocks = tabs.xpath("./*[contains(@class,'tabbed-content')]/*|.//*[@role='tabpanel']")
        for label, block in zip(labels, blocks):
            block.insert(0, label)
    return title(main), words(main)


def chapter(text):
    body = etree.fromstring(text).find("{http://www.w3.org/1999/xhtml}body")
    # A note has its number beside it, where web pages number the items of a list.
    for note in body.iter("{*}aside"):
        if note.get("role") == "doc-footnote":
            note[0].text = None
    return title(body), words(body)


def book(path):
    with zipfile.ZipFile(path) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        package = container.find(".//{*}rootfile").get("full-path")
        opf = etree.fromstring(archive.read(package))
        items = {item.get("id"): item.get("href") for item in opf.iter("{http://www.idpf.org/2007/opf}item")}
        for reference in opf.iter("{http://www.idpf.org/2007/opf}itemref"):
            if "chapters/" in items[reference.get("idref")]:
                name = posixpath.join(posixpath.dirname(package), items[reference.get("idref")])
                yield chapter(archive.read(name))


def main():
    generator, site, epub = sys.argv[1:]
    pages, missing = {}, None
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "site", Path(folder) / "out"
        shutil.copytree(site, source)
        program, make = build(generator, source, out)
        if program and Path(program).exists():
            make()
            made = sorted(path for path in out.rglob("*.html") if path.name not in ADDED)
            pages = dict(filter(lambda made: made[0], map(page, made)))
        else:
            missing = generator
    chapters = [{"title": name, "book": said, "site": pages.pop(name, None)} for name, said in book(epub)]
    json.dump({"missing": missing, "chapters": chapters, "pages": sorted(pages)}, sys.stdout)


if __name__ == "__main__":
    main()
