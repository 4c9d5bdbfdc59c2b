"""Checks a poster's geometry as MuPDF finds it: all text and pictures stand inside
the sheet, text keeps off the edge, no two lines of text touch, and no text stands
on a raster picture. Prints what is wrong, then "ok" or "wrong"."""
import sys

import pymupdf

wrong = []
for page in pymupdf.open(sys.argv[1]):
    sheet = page.rect
    edge = 0.045 * min(sheet.width, sheet.height)
    safe = sheet + (edge, edge, -edge, -edge)
    lines = []
    # The boxes of the ink itself, not of the font's line. Sideways MuPDF gives the
    # letter's advance, which for the largest type is wider than its ink.
    accurate = pymupdf.TEXTFLAGS_RAWDICT | pymupdf.TEXT_ACCURATE_BBOXES
    for block in page.get_text("rawdict", flags=accurate)["blocks"]:
        for span in (span for line in block.get("lines", []) for span in line["spans"]):
            letters = [letter for letter in span["chars"] if letter["c"].strip()]
            if not letters:
                continue
            box = pymupdf.Rect()
            for letter in letters:
                box |= pymupdf.Rect(letter["bbox"])
            bearing = min(0.09 * span["size"], box.width / 4)
            lines.append(("".join(letter["c"] for letter in letters), box + (bearing, 0, -bearing, 0)))
    for text, box in lines:
        if not safe.contains(box):
            wrong.append(f"`{text}` leaves the safe area: {box}")
    for index, (text, box) in enumerate(lines):
        for other, at in lines[index + 1:]:
            shared = box & at
            if not shared.is_empty and shared.width > 1 and shared.height > 1:
                wrong.append(f"`{text}` touches `{other}`")
    for image in page.get_image_info():
        box = pymupdf.Rect(image["bbox"])
        if not sheet.contains(box):
            wrong.append(f"a picture leaves the sheet: {box}")
        for text, at in lines:
            shared = box & at
            if not shared.is_empty and shared.width > 1 and shared.height > 1:
                wrong.append(f"`{text}` stands on a picture")
print("\n".join(wrong))
print("wrong" if wrong else "ok")
