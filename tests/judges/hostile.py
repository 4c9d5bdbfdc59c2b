"""Sites that no writer would make, built one after another:

    hostile.py PROGRAM [--table FILE] [WORDS OF A CASE'S NAME ...]

Prints what became of each, and leaves with 1 where the program panicked, gave up the
whole book for one page, or held more than 512 MiB above what a plain page takes. With
--table the cases, their times and their memory are written into FILE between its marks."""
import argparse
import base64
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOM = 512  # MiB
PATIENCE = 600  # seconds, which nothing takes on the busiest of machines

FRONT = "---\ntitle: T\nclass: beta-phase\n---\n\n"


class Link(str):
    """In the place of a file: a symbolic link to this."""


class Sparse(int):
    """A file of so many bytes, of which none is on disk."""


PIPE = object()  # A pipe that nobody writes to.


def page(text):
    return {"a.md": text if isinstance(text, bytes) else (FRONT + text).encode()}


def pictured(name, data):
    """A page with a pictogram."""
    return page(f'<ul class="pictograms"><li><img src="{name}" alt="x"/> Label</li></ul>\n') | {name: data}


def png(width, height, rows=None, channels=0):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    if rows is None:
        rows = (b"\0" + b"\xff" * ((width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 16 if channels else 1, channels, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def profiled(size):
    """A small PNG with a colour profile of so many zeros."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    plain = png(8, 8)
    return plain[:33] + chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(size), 1)) + plain[33:]


def endless_font():
    """A font whose table of characters begins with a range of a billion."""
    font = bytearray(FONT)
    count = struct.unpack(">H", font[4:6])[0]
    record = next(at for at in range(12, 12 + 16 * count, 16) if font[at : at + 4] == b"cmap")
    start, length = struct.unpack(">II", font[record + 8 : record + 16])
    table = font.index(b"\0\x0c\0\0", start, start + length)
    font[table + 20 : table + 24] = struct.pack(">I", 0x3FFFFFFF)
    return bytes(font)


def damaged(data, seed):
    """The data with some of its bytes changed, cut or doubled."""
    chance = random.Random(seed)
    data = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0 if at > 8:
                del data[at:]
            case 1:
                data[at:at] = data[:at]
            case _:
                data[at] = chance.randrange(256)
    return bytes(data)


def all_damaged(name, data, count):
    """A page whose pictograms are all damaged."""
    stem, ending = name.split(".")
    files = {f"{stem}{i}.{ending}": damaged(data, i) for i in range(count)}
    items = "".join(f'<li><img src="{file}" alt="x"/> Label</li>' for file in files)
    return page(f'<ul class="pictograms">{items}</ul>\n') | files


def gif(side, frames):
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, side, side) + b"\0\x02\x02\x4c\x01\0"
    return b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + frame * frames + b"\x3b"


def svg(body, size='viewBox="0 0 10 10"', before=""):
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return pictured("p.svg", f"{before}<svg {names} {size}>{body}</svg>".encode())


def nested(element, attributes, paint):
    """Seven levels of definitions, each of which holds ten shapes that refer to the one before."""
    levels, last = [], ""
    for level in range(7):
        shapes = "".join(f'<rect x="{i}" width="5" height="5" fill="white" {last}/>' for i in range(10))
        levels.append(f'<{element} id="n{level}" {attributes}>{shapes}</{element}>')
        last = f'{paint}="url(#n{level})"'
    return svg("".join(levels) + f'<rect width="10" height="10" {last}/>')


def filtered(steps, attributes="", times=1):
    spots = '<rect width="10" height="10" filter="url(#f)"/>' * times
    return svg(f'<filter id="f" {attributes}>{steps}</filter>{spots}')


def uses(levels):
    """A drawing of ten drawings of ten drawings."""
    groups = ['<g id="u0"><rect width="1" height="1"/></g>']
    groups += [f'<g id="u{i}">' + f'<use xlink:href="#u{i - 1}"/>' * 10 + "</g>" for i in range(1, levels)]
    return svg(f'<defs>{"".join(groups)}</defs><use xlink:href="#u{levels - 1}"/>')


def entities(levels):
    rows = [f'<!ENTITY a{i} "{"&a%d;" % (i - 1) * 10 if i else "lol"}">' for i in range(levels)]
    return f'<!DOCTYPE svg [{"".join(rows)}]>'


ALIASES = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{i}: &a{i} [{','.join(['*a%d' % (i - 1)] * 10)}]\n" for i in range(1, 10)
)
HERE = Path(__file__).parents[2]
WEBP = base64.b64decode("UklGRi4AAABXRUJQVlA4TCIAAAAvCwACALkyRPQ/dhHR/wBhtlE1zt91rwMYigmICYDqYP0E")
FONT = (HERE / "fonts/noto-signs/NotoEmoji-Signs.ttf").read_bytes()
SPOT = '<rect width="1" height="1"/>'
NOISE = random.Random(1).randbytes(1_000_000)

CASES = {
    "a plain page": page("Hello.\n"),
    # Pictures.
    "a PNG of 60,000 x 60,000 px in 450 kB": pictured("p.png", png(60000, 60000)),
    "a PNG of 30,000 x 30,000 px": pictured("p.png", png(30000, 30000)),
    "a PNG that claims 2,000,000,000 px a side": pictured("p.png", png(2000000000, 2000000000, b"")),
    "a PNG of 9,900 x 9,900 px of 64 bits": pictured("p.png", png(9900, 9900, channels=6)),
    "half a PNG": pictured("p.png", png(100, 100)[:60]),
    "a GIF of 2,000 frames of 60,000 px": pictured("p.gif", gif(60000, 2000)),
    "a PNG whose profile has 300 MB": pictured("p.png", profiled(300_000_000)),
    "a data: address of 8 MB": page("![x](data:image/svg+xml;base64," + "QUFB" * 2000000 + ")\n"),
    "a JPEG in inks": pictured("p.jpg", (HERE / "tests/pictures/inks.jpg").read_bytes()),
    "a JPEG in inks that are turned round": pictured("p.jpg", (HERE / "tests/pictures/ycck.jpg").read_bytes()),
    "200 damaged PNGs": all_damaged("p.png", png(60, 40), 200),
    "200 damaged PNGs with profiles": all_damaged("p.png", profiled(500), 200),
    "200 damaged JPEGs": all_damaged("p.jpg", (HERE / "tests/pictures/turned.jpg").read_bytes(), 200),
    "200 damaged JPEGs in inks": all_damaged("p.jpg", (HERE / "tests/pictures/inks.jpg").read_bytes(), 200),
    "200 damaged GIFs": all_damaged("p.gif", gif(3, 4), 200),
    "200 damaged WebPs": all_damaged("p.webp", WEBP, 200),
    "200 damaged SVGs": all_damaged("p.svg", (HERE / "tests/epub/site/pictures/sign.svg").read_bytes(), 200),
    # Fonts.
    "60 damaged fonts": page("Hello.\n") | {f"fonts/Own{i}.ttf": damaged(FONT, i) for i in range(60)},
    "a font of a billion characters": page("Hello.\n") | {"fonts/Own.ttf": endless_font()},
    # Drawings.
    "SVG: a billion laughs": svg("<text>&a9;</text>", before=entities(10)),
    "SVG: an entity that names a file": svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "SVG: pictures from outside": svg('<image xlink:href="file:///etc/passwd" width="5" height="5"/>'),
    "SVG: a style from outside": svg("<style>@import url(http://127.0.0.1:1/x.css);</style>"),
    "SVG: a script": svg("<script>alert(1)</script>"),
    "SVG: foreignObject": svg("<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>" + SPOT),
    "SVG: a use of itself": svg('<g id="a"><use xlink:href="#a"/></g>'),
    "SVG: 100,000,000 uses": uses(9),
    "SVG: 100,000 uses": uses(6),
    "SVG: 100,000 deep": svg("<g>" * 100000 + "</g>" * 100000),
    "SVG: 900 deep": svg("<g>" * 900 + SPOT + "</g>" * 900),
    "SVG: 1e30 wide": svg(SPOT, 'width="1e30" height="1e30"'),
    "SVG: not a number wide": svg(SPOT, 'width="NaN" height="-5"'),
    "SVG: a blur of 1e9": svg('<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter><rect filter="url(#f)" width="1e6" height="1e6"/>'),
    "SVG: a pattern of specks": svg('<pattern id="f" width="0.0001" height="0.0001" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect fill="url(#f)" width="10" height="10"/>'),
    "SVG: 900,000 definitions": svg("<defs>" + '<path d="M0 0h1"/>' * 900000 + "</defs>" + SPOT),
    "SVG: 800 elements of 990 attributes": svg(("<path " + " ".join(f'a{i}="1"' for i in range(990)) + "/>") * 800),
    "SVG: 110,000 paths": svg('<path d="M0 0h1"/>' * 110000),
    "SVG: 300,000 paths": svg('<path d="M0 0L1 1"/>' * 300000),
    "SVG: a path of 1,000,000 lines": svg('<path d="M0 0' + "L1 1" * 1000000 + '"/>'),
    "SVG: patterns of patterns": nested("pattern", 'width="1" height="1" patternUnits="userSpaceOnUse"', "fill"),
    "SVG: patterns by the box": nested("pattern", 'width="1" height="1"', "stroke"),
    "SVG: masks of masks": nested("mask", "", "mask"),
    "SVG: clips of clips": nested("clipPath", "", "clip-path"),
    "SVG: a chain of 5,000 clips": svg(
        "".join(f'<clipPath id="c{i}" clip-path="url(#c{i + 1})"><rect width="9" height="9"/></clipPath>' for i in range(5000))
        + '<rect clip-path="url(#c0)" width="9" height="9"/>'
    ),
    "SVG: 40 clips around each other": svg(
        '<clipPath id="c"><rect width="9" height="9"/></clipPath>' + '<g clip-path="url(#c)">' * 40 + SPOT + "</g>" * 40
    ),
    "SVG: one mask of 3,000 shapes on 3,000": svg('<mask id="m">' + SPOT * 3000 + "</mask>" + '<rect mask="url(#m)" width="9" height="9"/>' * 3000),
    "SVG: a marker on 20,000 corners": svg(
        '<style>.m { marker: url(#m) }</style><marker id="m">' + '<path d="M0 0h1"/>' * 300 + '</marker><path class="m" d="M0 0' + "L1 1" * 20000 + '"/>'
    ),
    "SVG: 1,000 styles in circles": svg(
        "<style>" + "".join(f".c{i} {{fill:url(#p{i % 50})}}" for i in range(1000)) + "</style>"
        + "".join(f'<pattern id="p{i}" width="3" height="3">' + "".join(f'<rect class="c{j}" width="1" height="1"/>' for j in range(50)) + "</pattern>" for i in range(50))
        + '<rect class="c1" width="9" height="9"/>'
    ),
    "SVG: 20,000 sheets on each other": svg('<rect width="10" height="10" opacity="0.9"/>' * 20000),
    "SVG: a billion dashes": svg('<path stroke="red" stroke-dasharray="0.00001" d="M0 0h9v9h-9z"/>' * 300),
    "SVG: an arc of 1e36": svg('<path d="M0 0A1e36 1e36 0 0 0 3 3z"/>'),
    "SVG: 100,000 stops": svg('<linearGradient id="g">' + '<stop offset="0.5"/>' * 100000 + '</linearGradient><rect fill="url(#g)" width="9" height="9"/>'),
    "SVG: 60,000 attributes": svg("<path " + " ".join(f'a{i}="1"' for i in range(60000)) + "/>"),
    "SVG: 20,000 rules of style": svg("<style>" + "".join(f".a{i} {{fill:red}}" for i in range(20000)) + "</style>" + '<path class="b" d="M0 0h1"/>' * 30000),
    "SVG: a selector of 300 ancestors": svg("<style>" + "g " * 300 + "path {fill:red}</style>" + "<g>" * 200 + '<path d="M0 0h1"/>' * 2000 + "</g>" * 200),
    "SVG: 1 MB of words": svg("<text>" + "word " * 200000 + "</text>"),
    "SVG: 30,000 spans of words": svg("<text>" + '<tspan dx="1">a</tspan>' * 30000 + "</text>"),
    "SVG: noise of 1e9 octaves": filtered('<feTurbulence numOctaves="1000000000"/>'),
    "SVG: noise on 50 shapes": filtered('<feTurbulence numOctaves="10"/>', times=50),
    "SVG: a matrix of 60 x 60": filtered('<feConvolveMatrix order="60" kernelMatrix="' + "1 " * 3600 + '"/>'),
    "SVG: edges 50 units wide": filtered('<feMorphology operator="dilate" radius="50"/>'),
    "SVG: 3,000 steps of a filter": filtered('<feOffset dx="1"/>' * 3000),
    "SVG: filters far beyond the drawing": filtered('<feOffset dx="1"/>', 'x="-1000%" y="-1000%" width="2100%" height="2100%"', 40),
    "SVG: a filter of 200 drawings": svg(
        '<g id="g">' + '<rect width="10" height="10"/>' * 1000 + '</g><filter id="f">' + '<feImage xlink:href="#g"/>' * 200 + '</filter><rect width="9" height="9" filter="url(#f)"/>'
    ),
    "SVG: a PNG of 30,000 x 30,000 px within": svg(f'<image width="5" height="5" xlink:href="data:image/png;base64,{base64.b64encode(png(30000, 30000)).decode()}"/>'),
    "SVG: words that no font has": svg('<text y="5">\u4e2d\u6587 \U00013000</text>'),
    "SVG: words with marks and controls": svg('<text y="5">a\u0301\u0302\u200d\ufeff\x85\u2028\ufe0f</text>'),
    # Front matter and configuration.
    "YAML: aliases of aliases": page(f"---\n{ALIASES}title: T\n---\nHi\n".encode()),
    "YAML: 50,000 lists deep": page(b"---\ntitle: " + b"[" * 50000 + b"]" * 50000 + b"\n---\nHi\n"),
    "YAML: aliases in phasebook.yaml": page("Hi") | {"phasebook.yaml": ALIASES.encode()},
    "YAML: a tag that names a program": page(b"---\ntitle: !!python/object/apply:os.system [id]\n---\nHi\n"),
    "a title of 100,000 letters": page(b"---\ntitle: " + b"T" * 100000 + b"\nclass: beta-phase\n---\nHi\n"),
    "a heading of 100,000 letters": page(b"# " + b"T" * 100000 + b"\n\nHi\n"),
    # Text.
    "20 MB of words": page("word " * 4000000),
    "20 MB of one word": page("w" * 20000000),
    "200 kB of words": page("word " * 40000),
    "1 MB of NUL": page(b"---\ntitle: T\n---\n" + b"\0" * 1000000),
    "200 kB of NUL": page(b"---\ntitle: T\n---\n" + b"\0" * 200000),
    "900 kB that is not UTF-8": page(b"---\ntitle: T\n---\n" + b"\xff\xfe\x80" * 300000),
    "90 kB that is not UTF-8": page(b"---\ntitle: T\n---\n" + b"\xff\xfe\x80 " * 22000),
    "80,000 controls of direction": page("\u202e\u2066\u2069\u202c" * 20000),
    "controls of direction between words": page("a \u202e b \u2066 c " * 5000),
    "a letter with 100,000 accents": page("e" + "\u0301" * 100000),
    "a letter with 100,000 zero-width spaces": page("a" + "\u200b" * 100000),
    "a letter with 15,000 accents by number": page("a" + "&#x301;" * 15000 + "\n"),
    "100,000 accents between tags": page("a" + ("\u0301" * 20 + "<i></i>") * 5000 + "\n"),
    "SVG: a letter with 9,000 accents": svg('<text y="5">a' + "\u0301" * 9000 + "</text>"),
    "250 accents in a title by escapes": {"a.md": ("---\ntitle: \"a" + "\\u0301" * 250 + "\"\n---\n\nText.\n").encode()},
    "references to characters that are none": page("&#x0;&#xD800;&#x10FFFF;&#99999999999;" * 5000),
    # Markdown and HTML.
    "100,000 quotes deep": page(">" * 100000 + " x\n"),
    "20,000 lists within lists": page("".join("  " * min(i, 500) + "- x\n" for i in range(20000))),
    "100,000 links": page("[a](b.md) " * 100000),
    "6,000 dead links": page("[a](b.md) " * 6000),
    "40,000 dead pictures": page("![a](b.png) " * 40000),
    "50,000 brackets": page("[" * 50000),
    "50,000 stars": page("*a " * 50000),
    "a table of 2,000 columns": page("|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n|" + "b|" * 2000 + "\n"),
    "a table of 20,000 rows": page("|a|b|\n|-|-|\n" + "|c|d|\n" * 20000),
    "a cell of 65,000 rows and 1,000 columns": page('<table><tr><td rowspan="65000" colspan="1000">x</td></tr><tr><td>y</td></tr></table>\n'),
    "10,000 notes": page("".join(f"a[^{i}] " for i in range(10000)) + "\n\n" + "".join(f"[^{i}]: n\n" for i in range(10000))),
    "a note on itself": page("a[^a]\n\n[^a]: b[^a] c[^b]\n[^b]: d[^a]\n"),
    "20,000 headings": page("".join(f"## H{i}\n" for i in range(20000))),
    "10,000 pictograms": page('<ul class="pictograms">' + '<li><img src="p.svg"/> Label</li>' * 10000 + "</ul>\n") | {"p.svg": svg(SPOT)["p.svg"]},
    "a label of 10,000 letters": page('<ul class="pictograms"><li><img src="p.svg"/> ' + "L" * 10000 + "</li></ul>\n") | {"p.svg": svg(SPOT)["p.svg"]},
    "5,000 abbreviations": page("".join(f"*[A{i}]: x\n" for i in range(5000)) + "A1 A2 " * 3000),
    "20,000 unclosed comments": page("<!--" * 20000),
    "20,000 elements deep": page("<div>" * 20000),
    "an element of 15,000 attributes": page("<div " + " ".join(f'a{i}="b"' for i in range(15000)) + ">x</div>"),
    # kramdown and Liquid.
    "20,000 unclosed tags of Liquid": page("{% for " * 20000),
    "2,000 includes of itself": page("{% include a.md %}" * 2000) | {"_includes/a.md": b"{% include a.md %}{% include a.md %}"},
    "10,000 nomarkdowns": page("{::nomarkdown}" * 10000),
    "30,000 attribute lists": page("{: .a}" * 30000),
    # Sites.
    "1,500 pages of one title": {f"p{i}.md": b"---\ntitle: T\n---\n" for i in range(1500)},
    "a font of noise": page("Hi") | {"fonts/x.ttf": NOISE},
    "a picture of noise": pictured("p.png", b"\x89PNG\r\n\x1a\n" + NOISE),
    "folders that hold themselves": page("Hi") | {name: Link(".") for name in "ab"} | {"c/d": Link("../c")},
    "pages that are pipes and devices": page("Hi") | {"b.md": PIPE, "c.md": Link("/dev/zero")},
    "a page of 20 GB": page("Hi") | {"b.md": Sparse(20 << 30)},
    "a page of 20 GB that is allowed": page("Hi") | {"b.md": Sparse(20 << 30), "phasebook.yaml": b"limits: {page-bytes: 100000000000}"},
    "a pipe as phasebook.yaml": page("Hi") | {"phasebook.yaml": PIPE},
    "folders of settings that lead out": page("Hi") | {"phasebook.yaml": b"theme: ../..\npages: ..\n"},
    "links that lead out": page("![x](a.png)\n") | {"a.png": Link("/usr/share/pixmaps/debian-logo.png"), "b.md": Link("/etc/passwd"), "c": Link("/"), "fonts": Link("/usr/share/fonts")},
    "escapes for a terminal": page("[\u001b[2J](\u001b]0;x\u0007.md) ![\u202e](\u009b31m.png)\n") | {"\u001b[2J\u202e.md": b"# \x1b[2J\n", "phasebook.yaml": b'"\\e[2J": 1\n'},
    "paths that lead out": page("[x](../../../etc/passwd) ![y](/../../etc/passwd) ![z](file:///etc/passwd) ![u](//host/share/x.png) ![w](C:\\\\x.png)\n"),
}


def build(program, files):
    """What the program leaves with, what it says, its seconds of processor time, which are much the same
    on a busy machine, and its MiB."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        for name, data in files.items():
            place = site / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, Link):
                place.symlink_to(data)
            elif isinstance(data, Sparse):
                with place.open("wb") as file:
                    file.truncate(data)
            elif data is PIPE:
                os.mkfifo(place)
            else:
                place.write_bytes(data)
        figures = Path(folder, "figures")
        command = ["time", "-f", "%U %S %M", "-o", figures, program, "build", site, "--out", Path(folder, "out")]
        try:
            done = subprocess.run(["/usr/bin/env", *map(str, command)], capture_output=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return None, "it was ended", float(PATIENCE), 0
        own, systems, kilobytes = map(float, figures.read_text().split()[-3:])
        return done.returncode, done.stderr.decode(errors="replace"), own + systems, kilobytes / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--table", type=Path)
    args = parser.parse_args()
    rows, bad, usual = [], 0, None
    for name, files in CASES.items():
        if args.names and usual is not None and not any(word in name for word in args.names):
            continue
        status, said, seconds, memory = build(args.program.resolve(), files)
        usual = memory if usual is None else usual
        rules = sorted(set(re.findall(r"^(?:error|warning)\[([a-z-]+)\]", said, re.MULTILINE)))
        # Books of nothing but broken pages may have nothing to build from.
        fault = status not in (0, 1) or "panicked" in said or memory > usual + ROOM
        # What a site says is text, and moves nothing on a terminal.
        fault = fault or re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said) is not None
        bad += fault
        verdict = {0: "built", 1: "built, with errors"}.get(status, f"status {status}")
        rows.append((name, verdict, ", ".join(f"`{rule}`" for rule in rules), f"{seconds:.2f}", f"{memory:.0f}"))
        print(*rows[-1], "BAD" if fault else "", sep=" | ", flush=True)
    print(f"{len(rows)} cases {bad} bad")
    if args.table:
        head = "| what | what became of it | rules | seconds | MiB |\n|---|---|---|--:|--:|\n"
        table = head + "".join(f"| {' | '.join(row)} |\n" for row in rows)
        text = args.table.read_text()
        begin, end = "<!-- table -->\n", "<!-- end -->"
        before, rest = text.split(begin)
        args.table.write_text(before + begin + table + end + rest.split(end)[1])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
