"""What stores and devices are known to refuse or spoil, looked for in an EPUB
by zipfile, lxml and plain search. Prints faults, then their count."""
import re
import sys
import zipfile

from lxml import etree

VOID = "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LARGEST = 300_000  # bytes of one document, which old devices read whole
faults = []
documents = 0

with zipfile.ZipFile(sys.argv[1]) as book:
    entries = book.infolist()
    first = entries[0]
    if (first.filename, first.compress_type, first.extra) != ("mimetype", zipfile.ZIP_STORED, b""):
        faults.append("the mimetype is not first, stored and bare")
    names = [entry.filename for entry in entries]
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9._/-]+", name):
            faults.append(f"{name}: a name that not every device can open")
    package = etree.fromstring(book.read("OEBPS/content.opf"))
    if not package.get(LANG):
        faults.append("the package has no language")
    for name in names:
        if name.endswith(".css"):
            css = book.read(name).decode("utf-8")
            for what in ["--", "var(", "http:", "https:", "@import", "position: fixed"]:
                if what in css:
                    faults.append(f"{name}: {what}")
        if not name.endswith((".xhtml", ".ncx", ".opf", ".xml")):
            continue
        raw = book.read(name).decode("utf-8")
        for comment in re.findall(r"<!--(.*?)-->", raw, re.S):
            if "--" in comment or comment.endswith("-"):
                faults.append(f"{name}: a comment with hyphens")
        root = etree.fromstring(raw.encode("utf-8"))
        if not name.endswith(".xhtml"):
            continue
        documents += 1
        if len(raw.encode("utf-8")) > LARGEST:
            faults.append(f"{name}: {len(raw)} characters")
        if not root.get("lang") or root.get("lang") != root.get(LANG):
            faults.append(f"{name}: no language")
        for tag in re.findall(rf"<(?:{VOID})\b[^>]*>", raw):
            if not tag.endswith("/>"):
                faults.append(f"{name}: {tag} is not closed")
        # Readers that take XHTML for HTML would leave these open to the page's end.
        for tag in re.findall(rf"<(?!(?:{VOID})\b)[a-z0-9]+\b[^>]*/>", raw):
            faults.append(f"{name}: {tag} is closed at once")
        if root.xpath("//*[local-name()='script' or local-name()='iframe' or local-name()='object']"):
            faults.append(f"{name}: something that runs")
        for element in root.iter(etree.Element):
            for key, value in element.attrib.items():
                remote = value.strip().lower().startswith(("http:", "https:", "//"))
                link = element.tag.endswith("}a") and key == "href"
                if key in ("src", "href", "poster", "srcset", "data") and remote and not link:
                    faults.append(f"{name}: {value} is not in the book")
                if key == "style" or key.startswith("on"):
                    faults.append(f"{name}: {key}")
print(*faults, sep="\n")
print(documents, "documents", len(faults), "faults")
