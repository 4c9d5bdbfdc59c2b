"""The index of an EPUB against its chapters: epub_index.py FILE.epub

What stands at the place that a link of the index leads to must begin with the link's
term, behind an article or the term above it, and stand under the heading, or in the chapter, that the link names: the chapter
where the heading is the term. lxml reads
the chapters. Notes are left to their own page: the anchor stands before their text.
Prints what is wrong, then "N links 0 faults"."""
import re
import sys
import zipfile

from lxml import etree

from reading import text_from

X = "{http://www.w3.org/1999/xhtml}"
HEADINGS = tuple(X + f"h{level}" for level in range(1, 7))


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


with zipfile.ZipFile(sys.argv[1]) as book:
    index = etree.fromstring(book.read("OEBPS/index.xhtml"))
    chapters = {name: etree.fromstring(book.read(name)) for name in book.namelist() if "/chapters/" in name}


def found(chapter, place):
    """The heading over a place, and the text that follows it."""
    heading = ""
    for node in chapter.iter(etree.Element):
        if node.tag in HEADINGS:
            heading = flat("".join(node.itertext()))
        if node.get("id") == place:
            break
    text = text_from(chapter, lambda node: node.get("id") == place)
    title = next(flat("".join(node.itertext())) for node in chapter.iter(X + "h1"))
    return heading, title, flat(text) if text is not None else None


def own_links(entry):
    """The links of an entry that are not those of an entry below it."""
    for line in entry.iterfind(f"{X}ul/{X}li"):
        if not any(span.get("class") == "index-term" for span in line.findall(X + "span")):
            yield from line.iter(X + "a")


links, faults = 0, []
for entry in index.iter(X + "li"):
    term = next((span for span in entry.findall(X + "span") if span.get("class") == "index-term"), None)
    if term is None:
        continue
    words = re.sub(r" \(.*\)$", "", flat("".join(term.itertext())))
    parent = entry.getparent().getparent().find(X + "span")
    above = "" if parent is None else flat("".join(parent.itertext()))
    for link in own_links(entry):
        links += 1
        path, _, place = link.get("href").partition("#")
        heading, title, text = found(chapters["OEBPS/" + path], place)
        said = flat("".join(link.itertext()))
        if text is None:
            faults.append(f"{words}: nothing is at {link.get('href')}")
        elif not re.match(rf"(the |an? )?({re.escape(above)} )?{re.escape(words)}", text, re.IGNORECASE):
            faults.append(f"{words}: {link.get('href')} has {text[:40]!r}")
        elif said != (title if heading.lower() == words.lower() else heading):
            faults.append(f"{words}: stands under {heading!r}, not {said!r}")
print(*faults, sep="\n")
print(links, "links", len(faults), "faults")
