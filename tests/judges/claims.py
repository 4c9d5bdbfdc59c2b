"""Whether PDFs hold what they claim (PDF/UA-1, PDF/A), as page-validation finds.

    claims.py FILE ...

A line for each finding: the file, the profile, the rule and what it says. A finding that is shown to
be the validator's own error is marked `disproved` at the end of its line:

* a font of PostScript's CID kind has no width: fontTools reads from the same font the widths that the
  file states (the validator takes 0 for glyphs whose width is the default of their font's part).

The last line counts the files, those that claim nothing, the claims, and the findings that stand."""
import io
import re
import sys
from pathlib import Path

import page
import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

WIDTH = re.compile(r"font object (\d+) (\d+) has rendered CID .* in its embedded CIDFontType0C program")


def claimed(pdf):
    with pdf.open_metadata() as metadata:
        if part := metadata.get("pdfuaid:part"):
            yield f"ua{part}"
        if part := metadata.get("pdfaid:part"):
            yield f"{part}{metadata.get('pdfaid:conformance', '').lower()}"


def stated(font):
    """The widths that a CID font states, by CID (ISO 32000-1, 9.7.4.3)."""
    widths, rest = {}, list(font.get("/W", []))
    while rest:
        first = int(rest.pop(0))
        if isinstance(rest[0], pikepdf.Array):
            widths.update({first + at: float(width) for at, width in enumerate(rest.pop(0))})
        else:
            last, width = int(rest.pop(0)), float(rest.pop(0))
            widths.update(dict.fromkeys(range(first, last + 1), width))
    return widths


def has_its_widths(pdf, number, generation):
    font = pdf.get_object(number, generation)
    font = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    program = CFFFontSet()
    program.decompile(io.BytesIO(font.FontDescriptor.FontFile3.read_bytes()), None)
    top = program[program.fontNames[0]]
    widths, fallback = stated(font), float(font.get("/DW", 1000))
    for glyph, name in enumerate(top.charset):
        letter = top.CharStrings[name]
        letter.draw(NullPen())
        cid = int(name.removeprefix("cid")) if name.startswith("cid") else glyph
        if abs(letter.width - widths.get(cid, fallback)) > 1:
            return False
    return True


def disproved(pdf, failure):
    found = WIDTH.match(failure.message)
    return found is not None and has_its_widths(pdf, int(found[1]), int(found[2]))


claims, silent, stand = 0, 0, 0
for path in sys.argv[1:]:
    with pikepdf.open(path) as pdf:
        profiles = list(claimed(pdf))
        silent += not profiles
        for profile in profiles:
            claims += 1
            for failure in page.validate_pdf(path, profile=profile).failures:
                wrong = disproved(pdf, failure)
                stand += not wrong
                print(Path(path).name, profile, failure.rule_id, failure.message, *["disproved"] * wrong)
print(len(sys.argv) - 1, "files", silent, "claim nothing", claims, "claims", stand, "findings")
