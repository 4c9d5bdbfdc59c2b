"""Spoils a PDF in the ways that its claims forbid, one file a way.

    broken.py FILE FOLDER

Prints the path of each file, and the profile that forbids it: `ua1` or `2a`."""
import re
import sys
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def elements(pdf, kind):
    return [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/S") == Name("/" + kind) and "/P" in o]


def fonts(pdf):
    return [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == Name.Font]


def without_language(pdf):
    del pdf.Root.Lang


def without_alternative_text(pdf):
    for figure in elements(pdf, "Figure"):
        del figure.Alt


def without_tags(pdf):
    del pdf.Root.StructTreeRoot


def without_its_title(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def without_embedded_fonts(pdf):
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get("/Type") == Name.FontDescriptor:
            for program in ("/FontFile2", "/FontFile3"):
                if program in font:
                    del font[program]


def without_characters(pdf):
    for font in fonts(pdf):
        if "/ToUnicode" in font:
            del font.ToUnicode


def with_other_widths(pdf):
    for font in fonts(pdf):
        if "/W" in font:
            font.W = Array([0, 9999, 7])


def with_the_colours_of_a_device(pdf):
    del pdf.Root.OutputIntents
    for page in pdf.pages:
        for name in page.Resources.get("/ColorSpace", Dictionary()).keys():
            page.Resources.ColorSpace[name] = Name.DeviceRGB


def with_a_script(pdf):
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


FORBIDDEN = {
    "ua1": [without_language, without_alternative_text, without_tags, without_its_title, without_embedded_fonts, with_other_widths],
    "2a": [without_tags, without_embedded_fonts, without_characters, with_other_widths, with_the_colours_of_a_device, with_a_script],
}
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
for profile, ways in FORBIDDEN.items():
    for way in ways:
        path = folder / f"{profile}-{way.__name__}.pdf"
        with pikepdf.open(source) as pdf:
            way(pdf)
            pdf.save(path)
        print(path, profile)
# A length that is not that of its data; pikepdf would write the right one.
path = folder / "2a-with_a_wrong_length.pdf"
path.write_bytes(re.sub(rb"/Length (\d+)0/", lambda found: b"/Length " + found[1] + b"1/", source.read_bytes(), count=1))
print(path, "2a")
