"""The text of an EPUB's chapters in the order of the spine, by lxml and zipfile."""
import posixpath
import sys
import zipfile

from lxml import etree

OPF = "{http://www.idpf.org/2007/opf}"
BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "div", "figcaption", "pre", "summary"}


def text(node, out):
    if not isinstance(node.tag, str):
        return
    name = etree.QName(node).localname
    if name == "img":
        out.append(" " + node.get("alt", "") + " ")
    out.append(node.text or "")
    for child in node:
        text(child, out)
        out.append(child.tail or "")
    if name in BLOCKS:
        out.append("\n")


with zipfile.ZipFile(sys.argv[1]) as book:
    container = etree.fromstring(book.read("META-INF/container.xml"))
    package = container.find(".//{*}rootfile").get("full-path")
    opf = etree.fromstring(book.read(package))
    items = {item.get("id"): item.get("href") for item in opf.iter(OPF + "item")}
    for reference in opf.iter(OPF + "itemref"):
        path = posixpath.join(posixpath.dirname(package), items[reference.get("idref")])
        body = etree.fromstring(book.read(path)).find("{http://www.w3.org/1999/xhtml}body")
        out = []
        text(body, out)
        print("".join(out))
