"""Fills a form in and reads it again: filled.py FILE.pdf FOLDER

MuPDF types into every field and saves; pikepdf and poppler read what is there. Poppler then draws what
is typed with the form's own font, and MuPDF finds where that stands. Prints how many fields held what was typed in
them, and how many of several lines have their first words on their first line; then what is wrong."""
import subprocess
import sys
from pathlib import Path

import pikepdf
import pymupdf

source, folder = sys.argv[1], Path(sys.argv[2])
LATIN = "Zażółć gęślą jaźń"
WORDS = LATIN + ", Ελληνικά, Кириллица: naïve façade"
wrong = []

document = pymupdf.open(source)
typed = {}
for page in document:
    for widget in page.widgets():
        if widget.field_type_string == "CheckBox":
            widget.field_value = True
        else:
            widget.field_value = WORDS if widget.rect.height > 30 else LATIN
            typed[widget.field_name] = (page.number, widget.rect, widget.field_value)
        widget.update()
document.save(folder / "filled.pdf")

held = 0
with pikepdf.open(folder / "filled.pdf") as pdf:
    for field in pdf.Root.AcroForm.Fields:
        name, value = str(field.T), field.get("/V")
        if field.FT == "/Btn":
            same = value == "/Yes" and field.AS == "/Yes"
        else:
            same = str(value) == typed[name][2]
        held += same
        if not same:
            wrong.append(f"{name} holds {value}")
subprocess.run(["qpdf", "--check", folder / "filled.pdf"], check=True, capture_output=True)
text = subprocess.run(["pdftotext", folder / "filled.pdf", "-"], check=True, capture_output=True, text=True).stdout
if text.count("gęślą") < len(typed):
    wrong.append(f"poppler reads {text.count('gęślą')} of {len(typed)}")

# Without pictures of what is in them, poppler draws fields itself.
with pikepdf.open(source) as pdf:
    for field in pdf.Root.AcroForm.Fields:
        if field.FT == "/Tx":
            field.V = pikepdf.String(typed[str(field.T)][2])
            del field.AP
    pdf.save(folder / "typed.pdf")
subprocess.run(["pdftocairo", "-pdf", folder / "typed.pdf", folder / "drawn.pdf"], check=True, capture_output=True)
drawn, ruled = pymupdf.open(folder / "drawn.pdf"), pymupdf.open(source)
on_line = 0
for name, (number, rect, value) in typed.items():
    spans = [
        span
        for block in drawn[number].get_text("dict", clip=rect + (0, -2, 0, 2))["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
        if rect.y0 < span["origin"][1] < rect.y1
    ]
    text = "".join(span["text"] for span in spans)
    # Letters of joined forms and spaces come and go.
    if "Zażółć" not in text or value == WORDS and not ("Ελληνικά" in text and "Кириллица" in text):
        wrong.append(f"{name} shows {text!r}")
    if value == WORDS and spans:
        lines = sorted(
            shape["rect"].y0
            for shape in ruled[number].get_drawings()
            if shape["rect"].height < 1 and rect.y0 < shape["rect"].y1 <= rect.y1 and shape["rect"].width > 0.9 * rect.width
        )
        above = lines[0] - min(span["origin"][1] for span in spans)
        stands = 0 < above < 0.6 * max(span["size"] for span in spans)
        on_line += stands
        if not stands:
            wrong.append(f"{name} stands {above:.1f} above its line")
print(f"{held} held, {on_line} on their lines")
print(*(f"wrong: {what}" for what in wrong), sep="\n")
