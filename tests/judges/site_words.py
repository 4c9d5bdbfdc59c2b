"""The words of a site's pages as its own generator makes them, beside those of the EPUB's chapters.

site_words.py FOLDER EPUB prints an object: for each title the words of the page's `main` and those of
the chapter, each with its heading.
"""
import json
import pathlib
import posixpath
import re
import sys
import zipfile

from lxml import etree, html

OPF = "{http://www.idpf.org/2007/opf}"
BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "div", "figcaption", "pre", "section", "aside", "br"}


def words(node):
    out = []

    def walk(node):
        if not isinstance(node.tag, str):
            return
        name = etree.QName(node).localname
        out.append(node.text or "")
        for child in node:
            walk(child)
            out.append(child.tail or "")
        if name in BLOCKS:
            out.append(" ")

    walk(node)
    return re.findall(r"[^\W_]+", "".join(out).lower())


def title(node):
    heading = next(iter(node.iter("h1", "{http://www.w3.org/1999/xhtml}h1")), None)
    return None if heading is None else " ".join("".join(heading.itertext()).split())


pages = {}
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.html")):
    main = html.parse(str(path)).getroot().find(".//main")
    if main is not None:
        pages.setdefault(title(main), {})["site"] = words(main)
with zipfile.ZipFile(sys.argv[2]) as book:
    container = etree.fromstring(book.read("META-INF/container.xml"))
    package = container.find(".//{*}rootfile").get("full-path")
    opf = etree.fromstring(book.read(package))
    items = {item.get("id"): item.get("href") for item in opf.iter(OPF + "item")}
    for reference in opf.iter(OPF + "itemref"):
        path = posixpath.join(posixpath.dirname(package), items[reference.get("idref")])
        body = etree.fromstring(book.read(path)).find("{http://www.w3.org/1999/xhtml}body")
        if title(body) in pages:
            pages[title(body)]["book"] = words(body)
json.dump(pages, sys.stdout)
