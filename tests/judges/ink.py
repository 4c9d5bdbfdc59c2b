"""Whether ink leaves the type area: ink.py REFERENCE.pdf FILE.pdf SIDES

MuPDF gives the box of every letter, picture and path. The type area is where the
plain prose of REFERENCE stands, with its running headers and page numbers; SIDES is
2 where left and right pages differ. Meant to leave it are the grounds that reach the
page's edge, with the number of a phase on its tab. The cover has an area of its own.
Prints what leaves it, or "inside: N things"."""
import sys

import pymupdf

SLACK = 1.5  # points: half a stroke, and what letters overhang by


def things(page):
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for letter in span["chars"]:
                    if letter["c"].strip():
                        x0, _, x1, _ = letter["bbox"]
                        yield f"letter {letter['c']}", (x0, letter["origin"][1] - 0.7 * span["size"], x1, letter["origin"][1])
    for drawing in page.get_drawings():
        half = (drawing["width"] or 0) / 2 if drawing["color"] else 0
        rect = drawing["rect"]
        # A line has thickness to its sides alone.
        across, down = (0, half) if rect.height < 1 else (half, 0) if rect.width < 1 else (half, half)
        yield "path", (rect.x0 - across, rect.y0 - down, rect.x1 + across, rect.y1 + down)
    for picture in page.get_image_info():
        yield "picture", tuple(picture["bbox"])


reference, document, sides = pymupdf.open(sys.argv[1]), pymupdf.open(sys.argv[2]), int(sys.argv[3])
areas = {}
for page in list(reference)[2:]:
    area = areas.setdefault(page.number % sides, [1e9, 1e9, -1e9, -1e9])
    for kind, (x0, y0, x1, y1) in things(page):
        width, height = page.rect.width, page.rect.height
        if x0 > 0.5 and y0 > 0.5 and x1 < width - 0.5 and y1 < height - 0.5 and kind != "picture":
            area[:] = min(area[0], x0), min(area[1], y0), max(area[2], x1), max(area[3], y1)

seen, outside = 0, []
for page in list(document)[1:]:
    left, top, right, bottom = areas[page.number % sides]
    width, height = page.rect.width, page.rect.height
    tabs = []
    for kind, (x0, y0, x1, y1) in things(page):
        if not kind.startswith("letter") and (x0 <= 0.5 or y0 <= 0.5 or x1 >= width - 0.5 or y1 >= height - 0.5):
            tabs.append((x0, y0, x1, y1))
    for kind, (x0, y0, x1, y1) in things(page):
        seen += 1
        on_ground = any(x0 >= t[0] and x1 <= t[2] and y0 >= t[1] and y1 <= t[3] for t in tabs)
        fits = x0 >= left - SLACK and x1 <= right + SLACK and y0 >= top - SLACK and y1 <= bottom + SLACK
        if not fits and not on_ground:
            outside.append(f"page {page.number + 1}: {kind} at {x0:.0f} {y0:.0f} {x1:.0f} {y1:.0f}, "
                           f"not within {left:.0f} {top:.0f} {right:.0f} {bottom:.0f}")
print("\n".join(outside[:20]) or f"inside: {seen} things")
