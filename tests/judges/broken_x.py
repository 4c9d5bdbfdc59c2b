"""Breaks a PDF/X-4 in the ways that `phasebook verify` looks at.

    broken_x.py FILE.pdf FOLDER

Writes a file for each, and prints its path and the rule that it breaks."""
import pathlib
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name

source, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def xmp(pdf, old, new):
    stream = pdf.Root.Metadata
    text = stream.read_bytes()
    assert old in text, old
    stream.write(text.replace(old, new))


def box(pdf):
    pdf.pages[0].BleedBox = Array([100, 100, 200, 200])


def link(pdf):
    pdf.pages[0].Annots = pdf.make_indirect(Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[100, 100, 200, 200])]))


def font(pdf):
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile2", "/FontFile3"):
                if key in thing:
                    del thing[key]


def paint(pdf):
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(b"q 1 0 0 rg 50 50 9 9 re f Q"))


def display(pdf):
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = profile.read_bytes()
    profile.write(data[:12] + b"mntr" + data[16:])


def drop_intent(pdf):
    del pdf.Root.OutputIntents


def trap(pdf):
    xmp(pdf, b"<pdf:Trapped>False", b"<pdf:Trapped>Unknown")


def undated(pdf):
    xmp(pdf, b"xmp:MetadataDate", b"xmp:OtherDate")


def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.beep()"))


CASES = [
    ("pdfx-version", lambda pdf: None, {"force_version": "1.7"}), ("pdfx-metadata", undated, {}), ("pdfx-trapped", trap, {}),
    ("pdfx-intent", display, {}), ("pdfx-intent", drop_intent, {}), ("pdfx-boxes", box, {}), ("pdfx-annotations", link, {}),
    ("pdfx-fonts", font, {}), ("pdfx-interactive", script, {}), ("pdfx-colours", paint, {}),
]
for number, (rule, spoil, options) in enumerate(CASES):
    with pikepdf.open(source) as pdf:
        spoil(pdf)
        path = folder / f"{number}-{rule}.pdf"
        pdf.save(path, fix_metadata_version=False, **({"force_version": "1.6"} | options))
    print(path, rule)
