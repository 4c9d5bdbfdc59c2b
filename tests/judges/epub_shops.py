"""What shops, their converters and old devices are known to refuse or to spoil, by the reports of those who
met it, looked for in an EPUB: epub_shops.py FILE.epub

Kindle (error E999, KindleGen): entries that lead nowhere, ids and addresses with escapes, pictures that are too
large or of a new kind, data within pages, a cover that old metadata do not name, no language. RMSDK (Adobe
Digital Editions, Kobo, Tolino, Nook): a stylesheet is dropped as a whole. Apple Books: drawings without a size.
Night modes: dark lines on nothing. Prints faults, then their count."""
import io
import posixpath
import re
import sys
import urllib.parse
import zipfile

from lxml import etree
from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
TYPE = "{http://www.idpf.org/2007/ops}type"
LARGEST = 5 << 20  # bytes of a picture that Kindle takes
WHOLE = 50 << 20  # bytes of a book that can be sent to a Kindle by mail
MOST = 4_000_000  # pixels of a picture that shops take
SHORTHANDS = "margin|padding|border|border-top|border-bottom|border-left|border-right|font|background"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
faults = []


def no(text):
    faults.append(text)


def stable(css):
    """Nothing that an engine of CSS 2.1 drops the whole for."""
    css = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.S)
    for at in re.findall(r"@[\w-]+", css):
        if at != "@font-face":
            no(f"stylesheet.css: {at}")
    for function in re.findall(r"([\w-]+)\(", css):
        if function not in ("url", "rgb"):
            no(f"stylesheet.css: {function}()")
    for selectors in re.findall(r"([^{}]*)\{", css):
        if re.search(r"[>+~:\[]", selectors):
            no(f"stylesheet.css: {selectors.strip()}")
    for body in re.findall(r"\{([^{}]*)\}", css):
        for declaration in filter(str.strip, body.split(";")):
            name, value = declaration.split(":", 1)
            if re.search(r"\d(vh|vw|vmin|vmax|rem|ch|fr|deg)\b|--|!|\b(currentColor|start|end|flex|grid)\b", value):
                no(f"stylesheet.css: {declaration.strip()}")
            if re.search(r"inline|block|^ *-|hyphens|radius|overflow|object|break-(?!before|after|inside)", name.replace("page-", "")):
                no(f"stylesheet.css: {declaration.strip()}")
    if not re.search(r"(^|\n)img \{[^}]*background-color: #", css):
        no("stylesheet.css: pictures have no ground in the dark")


def newer(css):
    """Nothing that makes old engines give up the book, and nothing that Kindle's converter stumbles over."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for function in ("min", "max", "clamp", "calc", "var", "env"):
        if re.search(rf"[\s:,(]{function}\(", css):
            no(f"newer.css: {function}()")
    for wrong in re.findall(rf"\b(?:{SHORTHANDS}):[^;}}]*\d(?:vh|vw|vmin|vmax|ch|rem)\b", css):
        no(f"newer.css: {wrong}")
    for query in re.findall(r"@media\b([^{]*)\{", css):
        if not query.strip().startswith(("all and", "screen and")):
            no(f"newer.css: @media{query}")
    for wrong in re.findall(r"margin[a-z-]*:[^;}]*\s-[0-9.][^;}]*", css):
        no(f"newer.css: {wrong}, which Kindle cuts off")
    # FBReader reads rules within a query as any others, and then sets a hyphen behind every word.
    if len(re.findall(r"(?:^|[}\s])html\s*\{", css)) > 1:
        no("newer.css: a second rule for `html`; say `:root`")
    if re.search(r"@media[^{]*\{\s*\}", css) or css.count("{") != css.count("}"):
        no("newer.css: an empty query, or a bracket without its other")


def drawing(name, data):
    root = etree.fromstring(data)
    for side in ("width", "height"):
        if not re.fullmatch(r"[0-9.]+(px|pt|mm|cm|in)?", root.get(side, "")):
            no(f"{name}: {side} {root.get(side)}")
    if len(root.get("viewBox", "").split()) != 4:
        no(f"{name}: no viewBox")
    for element in root.iter(etree.Element):
        if element.tag in (SVG + "style", SVG + "text", SVG + "foreignObject", SVG + "script", SVG + "switch"):
            no(f"{name}: {element.tag}")
        if element.get("href"):
            no(f"{name}: href without xlink")
        for key, value in element.attrib.items():
            if "currentColor" in value or (value.endswith("%") and key != "offset" and "opacity" not in key):
                no(f"{name}: {key}={value}")
    if any(element.get(XLINK) for element in root.iter(etree.Element)) and not root.nsmap.get("xlink"):
        no(f"{name}: xlink is not declared at the root")


def pixels(name, data):
    with Image.open(io.BytesIO(data)) as image:
        kinds = ("PNG", "JPEG", "GIF") if not getattr(image, "is_animated", False) else ("PNG", "GIF", "WEBP")
        if image.format not in kinds:
            no(f"{name}: {image.format}")
        if image.mode in ("CMYK", "I;16", "I"):
            no(f"{name}: {image.mode}")
        # A cover is as large as Kindle asks for.
        if image.width * image.height > MOST and not name.endswith("cover.png"):
            no(f"{name}: {image.size}")
        return image.size


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        names = set(book.namelist())
        package = etree.fromstring(book.read("OEBPS/content.opf"))
        if sum(entry.compress_size for entry in book.infolist()) > WHOLE:
            no("the book is too large to be sent")
        pages = {}
        for name in sorted(names):
            data = book.read(name)
            if name.endswith(".xhtml"):
                pages[name] = etree.fromstring(data)
            elif name.endswith(".svg"):
                drawing(name, data)
            elif name.endswith((".png", ".jpg", ".gif", ".webp")):
                pixels(name, data)
            if name.endswith((".svg", ".png", ".jpg", ".gif", ".webp")) and len(data) > LARGEST:
                no(f"{name}: {len(data)} bytes")
        stable(book.read("OEBPS/stylesheet.css").decode())
        newer(book.read("OEBPS/newer.css").decode())
        metadata(book, package)
        links = navigation(book, package, pages)
    for name, page in pages.items():
        sheets = [link.get("href").rsplit("/")[-1] for link in page.iter("{*}link")]
        if sheets != ["stylesheet.css", "newer.css"]:
            no(f"{name}: stylesheets {sheets}")
        ids = [element.get("id") for element in page.iter(etree.Element) if element.get("id")]
        for one in ids:
            if not NAME.fullmatch(one) or ids.count(one) > 1:
                no(f"{name}: id {one}")
        for element in page.iter("{*}img"):
            if element.get("src").startswith("data:"):
                no(f"{name}: a picture within the page")
        links += [(name, link.get("href")) for link in page.iter("{*}a") if link.get("href")]
    for page, address in links:
        if urllib.parse.urlsplit(address).scheme:
            continue
        path, _, fragment = address.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if "%" in address or target not in pages:
            no(f"{page}: {address} leads nowhere")
        elif fragment and not pages[target].xpath("//*[@id=$id]", id=fragment):
            no(f"{page}: {address} leads nowhere")
    print(*faults, sep="\n")
    print(len(pages), "pages", len(faults), "faults")


def metadata(book, package):
    items = {item.get("id"): item for item in package.iter("{*}item")}
    cover = [meta.get("content") for meta in package.iter("{*}meta") if meta.get("name") == "cover"]
    item = items.get(cover[0]) if cover else None
    if item is None or item.get("properties") != "cover-image" or item.get("media-type") not in ("image/png", "image/jpeg"):
        no(f"the cover is {cover}")
    else:
        name = "OEBPS/" + item.get("href")
        if max(pixels(name, book.read(name))) < 1000:
            no(f"{name}: too small for a shop")
    language = package.findtext(".//{http://purl.org/dc/elements/1.1/}language")
    if not language or language == "und":
        no(f"the language is {language}")
    guide = {reference.get("type") for reference in package.iter("{*}reference")}
    if not {"cover", "toc", "text"} <= guide:
        no(f"the guide has {guide}")
    if sum(item.get("properties") == "nav" for item in items.values()) != 1:
        no("no navigation document")


def navigation(book, package, pages):
    for nav in pages["OEBPS/nav.xhtml"].iter("{*}nav"):
        for entry in nav.iter("{*}li"):
            words = entry[0] if len(entry) else None
            if words is None or etree.QName(words).localname != "a" or not "".join(words.itertext()).strip():
                no(f"an entry of {nav.get(TYPE)} leads nowhere")
    ncx = etree.fromstring(book.read("OEBPS/toc.ncx"))
    targets = [content.get("src") for content in ncx.iter("{*}content")]
    if package.find("{*}spine").get("toc") is None or not targets:
        no("no NCX")
    orders = {}
    for point in ncx.iter("{*}navPoint", "{*}pageTarget"):
        orders.setdefault(int(point.get("playOrder")), set()).add(point.find("{*}content").get("src"))
    if sorted(orders) != list(range(1, len(orders) + 1)) or any(len(one) > 1 for one in orders.values()):
        no("the NCX has no order")
    return [("OEBPS/toc.ncx", target) for target in targets]


main()
