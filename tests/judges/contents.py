"""What a PDF or an EPUB holds, as JSON, read without our own code: its text in
reading order and in that of painting, the addresses of its links, its anchors, and its pictures."""
import json
import posixpath
import subprocess
import sys
import zipfile

import pikepdf
import pymupdf
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "div", "figcaption", "pre", "summary", "aside", "br", "caption"}


def pdf(path):
    document = pymupdf.open(path)
    links = [link["uri"] for page in document for link in page.get_links() if link["kind"] == pymupdf.LINK_URI]
    pictures = sum(len(page.get_image_info()) for page in document)
    with pikepdf.open(path) as file:
        names = file.Root.get("/Names")
        tree = pikepdf.NameTree(names.Dests) if names is not None and "/Dests" in names else {}
        anchors = sorted(tree.keys())
        if "/Dests" in file.Root:
            anchors += [str(key)[1:] for key in file.Root.Dests.keys()]
    def text(*options):
        return subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True).stdout

    return {"text": text(), "painted": text("-raw"), "links": links, "anchors": anchors, "pictures": pictures}


def walk(node, out):
    if not isinstance(node.tag, str):
        return
    name = etree.QName(node).localname
    if name == "img":
        out["text"].append(" " + node.get("alt", "") + " ")
        out["pictures"] += 1
    if node.get("href"):
        out["links"].append(node.get("href"))
    for title in (node.get("title"), node.get("src") if name != "img" else None):
        if title:
            out["links"].append(title)
    if name in BLOCKS:
        out["text"].append("\n")
    out["text"].append(node.text or "")
    for child in node:
        walk(child, out)
        out["text"].append(child.tail or "")
    if name in BLOCKS:
        out["text"].append("\n")


def epub(path):
    out = {"text": [], "links": [], "anchors": [], "pictures": 0}
    with zipfile.ZipFile(path) as book:
        package = etree.fromstring(book.read("META-INF/container.xml")).find(".//{*}rootfile").get("full-path")
        opf = etree.fromstring(book.read(package))
        items = {item.get("id"): item.get("href") for item in opf.iter("{*}item")}
        for reference in opf.iter("{*}itemref"):
            href = items[reference.get("idref")]
            if not href.startswith("chapters/"):
                continue
            tree = etree.fromstring(book.read(posixpath.join(posixpath.dirname(package), href)))
            slug = href.split("-", 1)[1].removesuffix(".xhtml")
            out["anchors"] += [f"{slug}--{node.get('id')}" for node in tree.iter() if isinstance(node.tag, str) and node.get("id")]
            walk(tree.find(XHTML + "body"), out)
    text = "".join(out["text"])
    return {**out, "text": text, "painted": text}


print(json.dumps((pdf if sys.argv[1].endswith(".pdf") else epub)(sys.argv[1])))
