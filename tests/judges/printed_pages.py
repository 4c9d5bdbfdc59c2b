"""Whether the pages of a handbook stand in its EPUB where they begin on paper.
pikepdf reads the page labels, MuPDF the words of each page, lxml the EPUB. Prints
what is wrong, then "N pages 0 faults". Words are compared by their letters, since
numbers of notes, lists and pages come and go between the two."""
import posixpath
import re
import sys
import zipfile

import pikepdf
import pymupdf
from lxml import etree

from reading import text_from

X = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
MM = 72 / 25.4
# Where running heads and feet stand: above and below the text block of a page that is
# about as tall as A4, and of a smaller one.
BROAD, SMALL = (27 * MM, 22 * MM), (20 * MM, 16 * MM)
TAB = 12 * MM
ENOUGH = 24  # letters
UNPRINTED = ("box", "index-note")
faults = []


def letters(text):
    return "".join(c for c in text.lower() if c.isalpha())


def counted(text):
    """Without the numbers of lists, which are text on paper alone: whichever way they are
    read, by themselves or with the marks beside them."""
    text = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    text = re.sub(r"(?<!\S)(?:\d+|[a-z]|[ivxl]+)\s?\.(?!\S)|(?<!\S)\.\s?(?:\d+|[a-z]|[ivxl]+)(?!\S)", "", text)
    return text


def plain(text):
    """Text without what one of the two adds: paper says in brackets where links lead
    and what abbreviations mean, and numbers lists."""
    return counted(re.sub(r"\([^()]*\)", "", text))


def printed(page, headed):
    """The words of a page without what runs on every page, in the order of the file."""
    width, height = page.rect.width, page.rect.height
    head, foot = BROAD if height > 250 * MM else SMALL
    words = page.get_text("words", sort=False)
    if not headed:
        head = 0
    body = [word for word in words if word[3] > head and word[1] < height - foot]
    # The tab on the edge has the phase's number.
    body = [word[4] for word in body if not (word[4].isdigit() and (word[0] > width - TAB or word[2] < TAB))]
    return " ".join(body)


def whole(body, before):
    """A page's words without the rest of brackets that the page before has opened."""
    opened = re.search(r"\([^()]*$", before) is not None
    return plain(re.sub(r"^[^()]*\)", "", body) if opened else body)


def after(document, mark):
    """The text of a document from a mark on, notes left out, and the mark's table head."""

    def passed_over(node):
        if "noteref" in node.get(TYPE, "") or node.get("class") in UNPRINTED:
            return True
        # The places of a glossary and an index are pages there, and chapters or sections here.
        if node.tag == X + "a" and node.getparent().get(TYPE) == "glossdef":
            return True
        line = node.tag == X + "li" and node.getparent().getparent().find(X + "span[@class='index-term']") is not None
        return line and node.find(X + "span[@class='index-term']") is None

    text = text_from(document.getroot().find(X + "body"), lambda node: node is mark, passed_over) or ""
    head = ""
    table = next(mark.iterancestors(X + "table"), None)
    if table is not None and table.find(X + "thead") is not None:
        head = "".join(table.find(X + "thead").itertext())
    return letters(plain(text)), letters(head)


pdf = pymupdf.open(sys.argv[1])
with pikepdf.open(sys.argv[1]) as labelled:
    labels = [pikepdf.Page(page).label for page in labelled.pages]
# Where a chapter opens, nothing runs above it.
raw = [[printed(page, headed) for headed in (True, False)] for page in pdf]
bodies = [[whole(body, raw[at - 1][0] if at else "") for body in page] for at, page in enumerate(raw)]

with zipfile.ZipFile(sys.argv[2]) as book:
    package = etree.fromstring(book.read("OEBPS/content.opf"))
    hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
    spine = [hrefs[item.get("idref")] for item in package.iter("{*}itemref")]
    documents = {href: etree.ElementTree(etree.fromstring(book.read("OEBPS/" + href))) for href in spine}
    ncx = etree.fromstring(book.read("OEBPS/toc.ncx"))

lists = [nav for nav in documents["nav.xhtml"].iter(X + "nav") if nav.get(TYPE) == "page-list"]
listed = [(link.text, posixpath.normpath(link.get("href"))) for link in lists[0].iter(X + "a")] if lists else []
if [label for label, _ in listed] != labels:
    faults.append(f"the page list has {[label for label, _ in listed]}, the handbook {labels}")
targets = [(t.find("{*}navLabel/{*}text").text, t.find("{*}content").get("src")) for t in ncx.iter("{*}pageTarget")]
if targets != listed:
    faults.append(f"the NCX lists {targets}")

place = (-1, -1)
exact = 0
for at, (label, href) in enumerate(listed):
    path, _, fragment = href.partition("#")
    document = documents[path]
    elements = list(document.iter(etree.Element))
    found = [index for index, element in enumerate(elements) if element.get("id") == fragment]
    if len(found) != 1:
        faults.append(f"{label}: {len(found)} marks")
        continue
    mark = elements[found[0]]
    if (mark.get("role"), mark.get(TYPE), mark.get("aria-label")) != ("doc-pagebreak", "pagebreak", label):
        faults.append(f"{label}: the mark says {dict(mark.attrib)}")
    if any(etree.QName(parent).localname in ("h1", "h2", "h3", "h4", "h5", "h6", "a") for parent in mark.iterancestors()):
        faults.append(f"{label}: within a heading or a link")
    here = (spine.index(path), found[0])
    if here <= place:
        faults.append(f"{label}: out of order")
    place = here
    # The back cover has the colophon's words in an order of its own.
    if path in ("cover.xhtml", "title.xhtml", "nav.xhtml", "colophon.xhtml"):
        continue
    text, head = after(document, mark)
    tops = [letters(body) for body in bodies[at]]
    if not tops[0]:
        # Left blank: the next page begins at the same place.
        following = listed[at + 1][1].partition("#") if at + 1 < len(listed) else None
        if following is None or after(documents[following[0]], documents[following[0]].xpath(f"//*[@id='{following[2]}']")[0])[0] != text:
            faults.append(f"{label}: blank, yet not with the next page")
        continue
    tops = [top[len(head):] if head and top.startswith(head) else top for top in tops]
    # The mark stands before the whole of a word that is parted, of a link, and of an abbreviation.
    allowed = 25 if at > 0 and re.search(r"[-\u00ad\u2010]\s*$", bodies[at - 1][0]) else 0
    link = mark.getnext()
    if link is not None and link.tag in (X + "a", X + "abbr") and not mark.tail:
        allowed = max(allowed, len(letters("".join(link.itertext()))))
    if path == "index.xhtml" and link is not None and link.tag == X + "h1":
        # What the note under it says of pages, it says there of links.
        tops = [top[: len(letters(link.text))] for top in tops]
    if any(top[:ENOUGH] in text[: ENOUGH + allowed] for top in tops):
        exact += 1
    else:
        faults.append(f"{label}: paper has {tops[0][:60]!r}, the screen {text[:60]!r}")
if exact == 0:
    faults.append("no page was compared")
print(*faults, sep="\n")
print(len(labels), "pages", len(faults), "faults")
