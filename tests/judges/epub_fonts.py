"""The fonts of an EPUB: epub_fonts.py FILE.epub [FONT_FILE ...]

Among the font files are those that it was made from. fontTools reads all of them: every character
of the book's text that a family of the EPUB has must be in the EPUB's fonts. HarfBuzz sets every
word in each font and in the whole one of the same name: advances, places and the bounds of
the outlines must agree. Prints the size of each font before and after."""
import io
import re
import sys
import zipfile

import uharfbuzz as hb
from fontTools.ttLib import TTCollection, TTFont
from lxml import etree


def faces(data):
    if data[:4] == b"ttcf":
        return list(enumerate(TTCollection(io.BytesIO(data), lazy=True).fonts))
    return [(0, TTFont(io.BytesIO(data), lazy=True))]


def name(font):
    return font["name"].getDebugName(4)


def family(font):
    return font["name"].getDebugName(16) or font["name"].getDebugName(1)


def shaped(data, index, text, language):
    """What HarfBuzz makes of a text: for each glyph its advance, its place, its outline."""
    font = hb.Font(hb.Face(data, index))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if language:
        buffer.language = language
    hb.shape(font, buffer)
    glyphs = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions):
        extents = font.get_glyph_extents(info.codepoint)
        glyphs.append((info.cluster, *position.position, extents and tuple(extents)))
    return glyphs


def words(book):
    """Every word with its language, as the pages have them."""
    found = set()
    for path in sorted(path for path in book.namelist() if path.endswith(".xhtml")):
        root = etree.fromstring(book.read(path))
        for element in root.iter("{*}*"):
            for node, text in ((element, element.text), (element.getparent(), element.tail)):
                if text and node is not None and node.tag.split("}")[-1] not in ("style", "script"):
                    language = node.xpath("string(ancestor-or-self::*[@xml:lang][1]/@xml:lang)")
                    found.update((word, str(language)) for word in text.split())
    return sorted(found)


faults = 0
with zipfile.ZipFile(sys.argv[1]) as book:
    css = book.read("OEBPS/stylesheet.css").decode()
    said = {file: found for found, file in re.findall(r'@font-face \{ font-family: "([^"]*)".*?url\(fonts/([^)]*)\)', css)}
    small = {file: book.read(f"OEBPS/fonts/{file}") for file in said}
    text = words(book)
whole = {}
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        data = file.read()
    whole |= {name(font): (data, index, font) for index, font in faces(data) if family(font) in said.values()}
coverage = {}
for file, data in small.items():
    [(_, font)] = faces(data)
    original, index, before = whole[name(font)]
    cmap, full = set(font.getBestCmap()), set(before.getBestCmap())
    coverage.setdefault(family(font), set()).update(cmap)
    if said[file] != family(font) or "OFL" in str(before["name"].getDebugName(13)) and not font["name"].getDebugName(13):
        faults += 1
        print(file, "has lost its name or its licence")
    compared = 0
    for word, language in text:
        if not set(map(ord, word)) <= cmap:
            continue
        compared += 1
        if shaped(data, 0, word, language) != shaped(original, index, word, language):
            faults += 1
            print(file, "sets otherwise than the whole font:", word)
    sizes = f"{len(data)} of {len(original)} bytes {len(cmap)} of {len(full)} characters"
    print(family(font), font["OS/2"].usWeightClass, sizes, compared, "words")
reach = set().union(*(font.getBestCmap() for _, _, font in whole.values()))
embedded = set().union(*coverage.values()) if coverage else set()
missing = {character for word, _ in text for character in word if ord(character) in reach - embedded}
for character in sorted(missing):
    faults += 1
    print(f"no font has {character!r}")
print(len(small), "fonts", sum(map(len, small.values())), "bytes", len(text), "words", faults, "faults")
