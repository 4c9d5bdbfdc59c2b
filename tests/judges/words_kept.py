"""Every word of a site's source files, looked for in what was made of them.

Usage: words_kept.py SITE REPORT PRODUCT…

REPORT is the JSON of `phasebook check --format json`; a PRODUCT is an EPUB or a
PDF. Nothing here shares code with the reader: the source is stripped of Markdown
and HTML by regular expressions, and what remains is words with their places. A word
is kept where the product has it as often as the source, or stands in the span of a
diagnostic which says that it is left out. The answer is JSON: for each product the
number of words, of words named by a diagnostic, and the missing ones with their lines.

Words are runs of letters and digits, in NFKC and without case; every mark and every
tag ends one, in the source and in the product alike.
"""
import bisect
import collections
import html
import json
import pathlib
import posixpath
import re
import sys
import unicodedata
import zipfile

import pymupdf
from lxml import etree

PAGES = (".md", ".markdown", ".mdx", ".qmd", ".rmd")
# The elements of HTML, those it has given up included. Whatever else stands in
# angle brackets is a word that somebody typed, or a component with a name.
HTML = set(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt
    em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe img input ins kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter
    multicol nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress
    q rb rp rt rtc ruby s samp script search section select slot small source spacer span strike strong style sub
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    """.split()
)
# Attributes whose words a reader of the page sees or hears.
SPOKEN = ("alt", "label", "summary", "caption")
LEFT_OUT = ("left out", "not carried over")
WORD = re.compile(r"[^\W_]+(?:\x00+[^\W_]+)*")
JOIN = "\x00"


def words_of(text):
    """The words of a text, each with its place."""
    for found in WORD.finditer(text):
        plain = unicodedata.normalize("NFKC", found.group().replace(JOIN, "")).casefold()
        for part in re.findall(r"[^\W_]+", plain):
            yield part, found.start(), found.end()


class Page:
    """A source file whose markup is blanked where it stands, so that offsets stay."""

    def __init__(self, path, text, liquid, jsx):
        # Offsets stay where lines end as on Windows.
        text = text.replace("\r\n", " \n")
        self.path, self.text, self.liquid, self.jsx = path, text, liquid, jsx
        self.left = list(text)
        self.code = bytearray(len(text))
        self.strip()

    def blank(self, start, end):
        for at in range(start, end):
            if self.left[at] != "\n":
                self.left[at] = " "

    def keep(self, start, end):
        self.left[start:end] = self.text[start:end]

    def each(self, pattern, flags=re.M):
        """The matches that do not begin in code."""
        joined = "".join(self.left)
        return [found for found in re.finditer(pattern, joined, flags) if not self.code[found.start()]]

    def drop(self, pattern, flags=re.M, group=0):
        for found in self.each(pattern, flags):
            self.blank(*found.span(group))

    def strip(self):
        self.front_matter()
        self.comments()
        self.fences()
        self.code_spans()
        self.templates()
        self.entities()
        self.addresses()
        self.marks()
        self.tags()

    def front_matter(self):
        found = re.match(r"(---|\+\+\+)[ \t]*\n(.*?\n)?\1[ \t]*(\n|\Z)", self.text, re.S)
        if not found:
            return
        title = re.search(r"^title[ \t]*[:=][ \t]*(.*)$", found.group(), re.M | re.I)
        self.blank(*found.span())
        if title and title.group(1).strip() not in ("", "|", ">", ">-", "|-"):
            comment = re.search(r"\s#", title.group(1)) if title.group(1)[0] not in "\"'" else None
            start, end = title.span(1)
            self.keep(start, start + comment.start() if comment else end)

    def comments(self):
        for pattern in (
            r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}",
            r"\{::comment\}.*?\{:/(comment)?\}",
            r"\{::comment[^}]*/\}",
            r"^\[(//|comment|_)\]:[^\n]*",
        ):
            self.drop(pattern, re.S | re.M)

    def fences(self):
        """Blocks of code, whose words stand as they are typed."""
        # Open fences, innermost last: the mark, its length, whether it holds code.
        opened, at, options = [], 0, False
        for line in self.text.splitlines(keepends=True):
            body = re.sub(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t>]+)*[ \t]*", "", line)
            fence = re.match(r"(`{3,}|~{3,})([^\n]*)", body)
            mark, info = (fence.group(1), fence.group(2).strip()) if fence else ("", "")
            top = opened[-1] if opened else ("", 0, False)
            if fence and not info and mark[0] == top[0] and len(mark) >= top[1]:
                opened.pop()
                self.blank(at, at + len(line))
            elif fence and not top[2] and not (mark[0] == "`" and "`" in info):
                # A directive of MyST holds Markdown.
                opened.append((mark[0], len(mark), not re.match(r"\{[\w:.-]+\}", info)))
                self.blank(at, at + len(line))
            elif top[2]:
                self.code[at : at + len(line)] = b"\x01" * len(line)
            elif opened and (option := re.match(r"[ \t]*:([\w-]+):[^\n]*", line)):
                self.option(at, option)
            elif opened and re.match(r"[ \t]*---[ \t]*$", line):
                # The options of a directive between lines of dashes.
                options = not options
            elif options and (option := re.match(r"[ \t]*([\w-]+):[^\n]*", line)):
                self.option(at, option)
            options = options and bool(opened)
            at += len(line)
        self.drop(r"<!--.*?(?:-->|\Z)", re.S)

    def option(self, at, found):
        """An option of a directive, of which only what is said to a reader stays."""
        self.blank(at, at + found.end())
        if found.group(1) in SPOKEN:
            self.keep(at + found.end(1) + 1, at + found.end())

    def code_spans(self):
        for found in self.each(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.S):
            start, end = found.span(2)
            self.code[start:end] = b"\x01" * (end - start)

    def templates(self):
        """Template language is no text; what it prints is not in the file."""
        for found in re.finditer(r"\{\{.*?\}\}|\{%.*?%\}|\{#(?=\s).*?#\}", "".join(self.left), re.S):
            if self.liquid or not self.code[found.start()] or found.group().startswith("{{#"):
                if found.group().startswith("{#") and self.liquid:
                    continue
                self.blank(*found.span())
                # An argument of several words is something that a reader was to read.
                for said in re.finditer(r"[\w-]+\s*=\s*(\"[^\"\n]* [^\"\n]*\"|'[^'\n]* [^'\n]*')", found.group()):
                    if not re.search(r"\||[/.]\w+\b.*=|https?:", said.group(1)):
                        self.keep(found.start() + said.start(1), found.start() + said.end(1))

    def entities(self):
        for found in self.each(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"):
            character = html.unescape(found.group())
            if character != found.group():
                start, end = found.span()
                self.left[start:end] = [JOIN] * (end - start)
                self.left[start] = character if len(character) == 1 else " "
                if not self.left[start].isalnum():
                    self.left[start:end] = [" "] * (end - start)

    def addresses(self):
        """Where links lead, their titles, and definitions."""
        self.drop(r"^[ \t>]*\[[^\]^\n][^\]\n]*\]:[ \t]*\n?[ \t]*(?=\S*[/.:#@<%])\S+([ \t]+(\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$")
        text = "".join(self.left)
        for found in self.each(r"\]\("):
            depth, at, limit = 0, found.start() + 1, min(len(text), found.start() + 3000)
            quoted = None
            while at < limit:
                character = text[at]
                if character == "\n" and text[at + 1 : at + 2] == "\n":
                    break
                if quoted:
                    quoted = None if character == quoted and text[at + 1 : at + 2] in ")" else quoted
                elif character in "\"'" and text[at - 1] in " \n\t":
                    quoted = character
                elif character == "(":
                    depth += 1
                elif character == ")":
                    depth -= 1
                    if depth == 0:
                        self.blank(found.start(), at + 1)
                        break
                at += 1
        self.drop(r"\]\s?\[[^\]\n]*\]")
        self.drop(r"\[\^[^\]\s]+\]:?")

    def marks(self):
        # What an MDX page takes from programs is nothing that its reader sees.
        if self.jsx:
            self.drop(r"^import\b[^;]*?(?:from\s+)?[\"'][^\"'\n]+[\"'];?[ \t]*$")
            self.drop(r"^export\s+(?:const|let|var|default|function)\b[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*")
        # Targets of references; attributes of what stands before them.
        self.drop(r"^[ \t]*\([\w .:-]+\)=[ \t]*$")
        for found in self.each(r"\{[^{}\n]*[\w-]=(?:\"[^\"\n]*\"|'[^'\n]*')[^{}\n]*\}"):
            if self.text[found.start() - 1] in ")]`*_":
                self.blank(*found.span())
                for said in re.finditer(r"\b(?:%s)=(\"[^\"]*\"|'[^']*')" % "|".join(SPOKEN), found.group()):
                    self.keep(found.start() + said.start(1), found.start() + said.end(1))
        self.drop(r"\{[:#.][^{}\n]*\}")
        self.drop(r"\{[a-zA-Z:_-]+\}(?=`)")
        for _ in range(8):
            # Numbers may stand in one another: `1. 1. words`.
            self.drop(r"^[ \t>]*(?:[-*+][ \t>]+)*(\d{1,9}[.)])(?=\s)", group=1)
        self.drop(r"^[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(\[[ xX]\])(?=\s)", group=1)
        self.drop(r"^[ \t>]*>[ \t]*(\[![\w-]+\][+-]?)", group=1)
        self.drop(r"^[ \t>]*:{3,}[ \t]*(\{[^}\n]*\}|[\w-]*)", group=0)
        self.drop(r"^[ \t]*(?:!!!|\?\?\?)\+?[ \t]*([\w-]+([ \t]+(?=[\w-]+))?)*", group=0)
        self.drop(r"^[ \t]*\*\[[^\]\n]+\]:[^\n]*")
        self.drop(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
        self.drop(r"^[ \t]*(\[\[?_?toc_?\]?\]|\{:toc\}|\$\{toc\})[ \t]*$", re.M | re.I)
        # Headings that lead to the neighbours are the book's own business.
        self.drop(r"^#{1,6}[ \t]*\[(previous(ly)?|next|back|continue|prev)\b[^\n]*$", re.M | re.I)

    def tags(self):
        joined = "".join(self.left)
        for found in self.each(r"<(/?)([a-zA-Z][\w:.-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^\s\"'<>`]+))?|\s*/)*)\s*(/?)>", re.S):
            slash, name, rest, _ = found.groups()
            svg = joined.rfind("<svg", 0, found.start()) > joined.rfind("</svg>", 0, found.start())
            if name.lower() not in HTML and not svg:
                continue
            self.blank(*found.span())
            for said in re.finditer(r"\s(%s)\s*=\s*(\"[^\"]*\"|'[^']*')" % "|".join(SPOKEN), rest, re.S | re.I):
                start = found.start(3)
                if name.lower() in ("img", "area") or said.group(1).lower() != "alt":
                    self.keep(start + said.start(2), start + said.end(2))
        self.drop(r"<!DOCTYPE[^>]*>", re.I)

    def words(self):
        return list(words_of("".join(self.left)))


def told(node, code=False):
    """The texts of an element in their order, with what is said of it."""
    if node.get("role") == "doc-pagebreak":
        # A page of the print edition may begin within a word.
        yield JOIN + (node.tail or "")
        return
    # The colours of code part no words.
    glue = JOIN if code else ""
    if isinstance(node.tag, str):
        yield from (node.get(key, "") for key in ("alt", "alttext", "title", "aria-label") if node.get(key))
        within = code or etree.QName(node).localname == "code"
        yield glue + (node.text or "")
        for child in node:
            yield from told(child, within)
    yield glue + (node.tail or "")


def chapters(path):
    """The text of each chapter of an EPUB."""
    found = {}
    with zipfile.ZipFile(path) as book:
        package = etree.fromstring(book.read("META-INF/container.xml")).find(".//{*}rootfile").get("full-path")
        opf = etree.fromstring(book.read(package))
        items = {item.get("id"): item.get("href") for item in opf.iter("{*}item")}
        for reference in opf.iter("{*}itemref"):
            href = items[reference.get("idref")]
            if href.startswith("chapters/"):
                tree = etree.fromstring(book.read(posixpath.join(posixpath.dirname(package), href)))
                text = " ".join(told(tree)).replace(" " + JOIN, "")
                found[href] = text.replace("\xad", "").replace("\u2060", "")
    return found


def parted(letters, places):
    """The letters of a line, with the number of a note parted from the word that it stands behind."""
    def place(box):
        return next((at for at, rect in enumerate(places) if rect.contains(box.tl + (box.br - box.tl) / 2)), None)

    before = None
    for letter, box in letters:
        within = place(box) if letter.isdigit() else None
        if within != before:
            yield " "
        before = within
        yield letter


def printed(path):
    """The words of a PDF; at a line's end a word may be parted. What a picture shows is said to those who listen."""
    lines, spoken = [], []
    with pymupdf.open(path) as document:
        for sheet in document:
            places = [pymupdf.Rect(link["from"]) for link in sheet.get_links() if "uri" not in link]
            for block in sheet.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
                for line in block.get("lines", ()):
                    letters = [(c["c"], pymupdf.Rect(c["bbox"])) for span in line["spans"] for c in span["chars"]]
                    lines.append("".join(parted(letters, places)))
        for number in range(1, document.xref_length()):
            kind, said = document.xref_get_key(number, "Alt")
            if kind == "string":
                spoken.append(said)
    text = "\n".join(lines)
    apart = re.sub("\xad(?=\\s*\\n)", "-", text)
    text = re.sub("[\xad\u2010-]\\s*\n\\s*", "", text) + "\n" + apart + "\n" + "\n".join(spoken)
    return {path: text.replace("\xad", "").replace("\u2060", "")}


def divided(word, times, text, counts):
    """Whether a PDF has a word in two parts: broken in code, where no hyphen may stand, or by a page's end."""
    broken = re.findall(r"([^\W_]+)(?=\s*\n\s*([^\W_]+))", text.casefold())
    if sum(head + tail == word for head, tail in broken) >= times:
        return True
    heads = set(words for words in re.findall(r"([^\W_]+)[\u2010-]\s*$", text.casefold(), re.M))
    return any(word[:at] in heads and counts[word[at:]] for at in range(1, len(word)))


def left_out(report):
    """The files that a diagnostic lists as no pages of the book: `a.md, b/{c.md, d.md}`."""
    files = set()
    for fault in report["diagnostics"]:
        if fault["rule"] != "page-left-out":
            continue
        files |= set(re.findall(r"`([^`]+)` is left out", fault["message"]))
        listed = fault["message"].rpartition(": ")[2]
        for folder, names in re.findall(r"([^,{}]+/)\{([^}]*)\}", listed):
            files |= {folder.strip() + name.strip() for name in names.split(",")}
        files |= {name.strip() for name in re.sub(r"[^,{}]+/\{[^}]*\}", "", listed).split(",")}
    return files


def excused(report, page):
    """The spans of a page that diagnostics call left out, in characters; whether all of it is."""
    ends, total = [], 0
    for character in page.text:
        ends.append(total)
        total += len(character.encode())
    spans = []
    for fault in report["diagnostics"]:
        said = fault["message"]
        if fault["rule"] == "page-left-out" or not any(words in said for words in LEFT_OUT):
            continue
        place = fault["file"]
        if place != page.path and not place.endswith("/" + page.path):
            continue
        start, end = fault["start"]["offset"], fault["end"]["offset"]
        if fault["rule"] in ("page-size", "unreadable"):
            return [(0, len(page.text))]
        component = re.match(r"(?:the component )?`<([^>`]+)>` is (?:no element|not known)", said)
        if component:
            # Named once for all its tags in the page.
            tag = r"</?%s(?=[\s>/])[^<>]*>" % re.escape(component.group(1))
            spans += [found.span() for found in re.finditer(tag, page.text)]
            continue
        spans.append((bisect.bisect_left(ends, start), bisect.bisect_left(ends, end)))
    return spans


def best(pairs, index, wanted):
    """The chapter that has most of a page's pairs of neighbouring words, and the part of them that it has."""
    votes = collections.Counter(name for pair in wanted for name in index.get(pair, ()))
    if not wanted:
        return None, 0
    name, shared = max(votes.items(), key=lambda vote: (vote[1] / (len(pairs[vote[0]]) + len(wanted)), vote[0]), default=(None, 0))
    return name, shared / len(wanted)


def look(pages, report, product):
    whole = product.endswith(".pdf")
    texts = printed(product) if whole else chapters(product)
    counts = {name: collections.Counter(word for word, _, _ in words_of(text)) for name, text in texts.items()}
    pairs = {name: set() for name in texts}
    index = collections.defaultdict(list)
    for name, text in texts.items():
        order = [word for word, _, _ in words_of(text)]
        pairs[name] = set(zip(order, order[1:]))
        for pair in pairs[name]:
            index[pair].append(name)
    total = named = 0
    missing, unnamed = [], []
    no_pages = left_out(report)
    for page in pages:
        found = page.words()
        if page.path in no_pages:
            total, named = total + len(found), named + len(found)
            continue
        spans = excused(report, page)
        kept = [(w, s, e) for w, s, e in found if not any(a <= s and e <= b for a, b in spans)]
        total += len(found)
        named += len(found) - len(kept)
        wanted = collections.Counter(word for word, _, _ in kept)
        if not wanted:
            continue
        order = [word for word, _, _ in kept]
        name, share = (product, 1) if whole else best(pairs, index, set(zip(order, order[1:])))
        # A page that is a title alone has no neighbours to go by: its chapter says the title again.
        if len(order) <= 3 and share < 0.5:
            name, share = next(((name, 1) for name in counts if not wanted - counts[name]), (None, 0))
        if share < 0.5:
            unnamed.append({"file": page.path, "words": len(kept)})
            continue
        short = wanted - counts[name]
        if not short:
            continue
        if whole:
            short = collections.Counter({w: n for w, n in short.items() if not divided(w, n, texts[name], counts[name])})
        around = pairs[name]
        for word, count in sorted(short.items()):
            places = [at for at, (w, _, _) in enumerate(kept) if w == word]
            alone = lambda at: sum(
                pair in around
                for pair in ((kept[at - 1][0] if at else "", word), (word, kept[at + 1][0] if at + 1 < len(kept) else ""))
            )
            for at in sorted(sorted(places, key=alone)[:count]):
                start = kept[at][1]
                line = page.text.count("\n", 0, start) + 1
                row = page.text.splitlines()[line - 1].strip()
                missing.append({"file": page.path, "line": line, "word": word, "text": row[:160]})
    missing.sort(key=lambda m: (m["file"], m["line"]))
    return {"words": total, "named": named, "missing": missing, "unnamed": unnamed}


def main():
    site, report, *products = sys.argv[1:]
    root = pathlib.Path(site)
    report = json.loads(pathlib.Path(report).read_text())
    liquid = any(root.rglob("_config.yml"))
    docusaurus = any(root.rglob("docusaurus.config.*"))
    pages = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix.lower() in PAGES and not {".git", "node_modules"} & set(path.parts):
            text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
            jsx = docusaurus or path.suffix == ".mdx"
            pages.append(Page(path.relative_to(root).as_posix(), text, liquid, jsx))
    print(json.dumps({product: look(pages, report, product) for product in products}))


main()
