"""Whether everything on a poster is inside, apart and large enough, as MuPDF and
the structure tree have it; nothing is taken from our own code.

    poster_geometry.py POSTER.pdf ... [--margin 0.05]

For each file: every text and every figure lies inside the page less the safe
margin (5% of the short side); no two lines of text overlap; no text overlaps a
figure; no two figures overlap; no text and no figure reaches over the edge of a
card, a band or a plate of colour; no text is smaller than capitals of 1/400 of half
a reading distance of 2 m at A3, in proportion, and no figure smaller than 1/100 of
all of it (half of that on `wall-chart.pdf`, in which things are looked up from close
by); there is one page, with text on it. Prints each fault, then a line that ends in `ok` or in
the number of faults."""
import re
import sys

import pymupdf

MM = 72 / 25.4
# The white beside a letter, which MuPDF counts as part of it, as a part of the
# size. At the size of a poster's name it is wider than the safe margin.
BESIDE = 0.08


def drawn(letter):
    """The box of a letter, without the white that stands after a full-width comma or stop."""
    box = pymupdf.Rect(letter["bbox"])
    return box - (0, 0, box.width / 2, 0) if letter["c"] in "、。，．" else box


def lines(page):
    """The runs of text: the box of what is drawn, size, words and the box of each letter."""
    # Letters as they are drawn, not as they are said to be read.
    accurate = pymupdf.TEXTFLAGS_RAWDICT | pymupdf.TEXT_ACCURATE_BBOXES | pymupdf.TEXT_IGNORE_ACTUALTEXT
    for block in page.get_text("rawdict", flags=accurate)["blocks"]:
        for span in (span for line in block.get("lines", []) for span in line["spans"]):
            boxes = [drawn(letter) for letter in span["chars"] if letter["c"].strip()]
            boxes = [box for box in boxes if box.width > 0 and box.height > 0]
            if not boxes:
                continue
            words = "".join(letter["c"] for letter in span["chars"])
            for run in runs(boxes, span["size"]):
                box = pymupdf.Rect(run[0])
                for other in run[1:]:
                    box |= other
                beside = min(BESIDE * span["size"], box.width / 4)
                yield box + (beside, 0, -beside, 0), span["size"], words, run


def runs(boxes, size):
    """Letters parted where they stand further apart than any two words do: what reads
    from right to left in two cards side by side is one run to MuPDF."""
    across = sorted(boxes, key=lambda box: box.x0)
    parts, end = [[across[0]]], across[0].x1
    for box in across[1:]:
        if box.x0 - end > 1.5 * size:
            parts.append([])
        parts[-1].append(box)
        end = max(end, box.x1)
    return parts


def figures(document, page):
    """The boxes of the figures that the structure tree names."""
    for xref in range(1, document.xref_length()):
        source = document.xref_object(xref, compressed=True)
        if "/S/Figure" not in source:
            continue
        box = re.search(r"/BBox\[([-\d.eE ]+)\]", source)
        if not box:
            attributes = re.search(r"/A\[?(\d+) 0 R", source)
            if attributes:
                box = re.search(r"/BBox\[([-\d.eE ]+)\]", document.xref_object(int(attributes[1]), compressed=True))
        if box:
            x0, y0, x1, y1 = (float(number) for number in box[1].split())
            yield pymupdf.Rect(x0, page.rect.height - y1, x1, page.rect.height - y0)


def grounds(page, pictures):
    """The boxes of cards, bands and plates: what is filled and no part of a picture."""
    for drawing in page.get_drawings():
        box = drawing["rect"]
        if drawing.get("fill") is None or overlap(box, page.rect) <= 0:
            continue
        if not any(overlap(box, picture) > 0 for picture in pictures) or any(box.contains(picture) for picture in pictures):
            yield box


def overlap(a, b):
    return min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0))


def judge(path, margin):
    faults = []
    document = pymupdf.open(path)
    if document.page_count != 1:
        return [f"{document.page_count} pages"]
    page = document[0]
    short = min(page.rect.width, page.rect.height)
    hair = 0.004 * short
    edge = margin * short - hair
    safe = page.rect + (edge, edge, -edge, -edge)
    texts = list(lines(page))
    pictures = list(figures(document, page))
    if not texts:
        faults.append("no text")
    # A centimetre of capitals for 4 m, from 1 m on A3; faces have capitals of 0.6 to 0.75.
    least = 2.5 / 0.75 * MM * short / (297 * MM)
    for box, size, words, _ in texts:
        if not safe.contains(box):
            faults.append(f"outside: {words!r} at {box}")
        if size < least:
            faults.append(f"too small: {words!r} at {size / MM:.2f} mm")
    for box in pictures:
        if not safe.contains(box):
            faults.append(f"outside: a figure at {box}")
    for i, (a, _, words, letters) in enumerate(texts):
        for b, _, others, more in texts[i + 1:]:
            # A letter that hangs down may stand beside one that rises.
            if overlap(a, b) > hair and any(overlap(one, other) > hair for one in letters for other in more):
                faults.append(f"{words!r} overlaps {others!r}")
        for b in pictures:
            if overlap(a, b) > hair:
                faults.append(f"{words!r} overlaps a figure at {b}")
    everything = [(box, repr(words)) for box, _, words, _ in texts] + [(box, "a figure") for box in pictures]
    order = list(grounds(page, pictures))
    for box, what in everything:
        # What lies under the last ground that holds all of it cannot be seen there.
        under = [ground + (-hair, -hair, hair, hair) for ground in order]
        last = max((at for at, ground in enumerate(under) if ground.contains(box)), default=-1)
        for ground in order[last + 1:]:
            if overlap(ground, box) > hair and not box.contains(ground):
                faults.append(f"{what} at {box} reaches over the edge of {ground}")
    smallest = (10 if path.endswith("wall-chart.pdf") else 20) * MM * short / (297 * MM)
    for box in pictures:
        if min(box.width, box.height) < 0.99 * smallest:
            faults.append(f"too small: a figure at {box}")
    for i, a in enumerate(pictures):
        for b in pictures[i + 1:]:
            if overlap(a, b) > hair:
                faults.append(f"figures overlap at {a} and {b}")
    return faults


def main():
    arguments = sys.argv[1:]
    margin = 0.05
    if "--margin" in arguments:
        at = arguments.index("--margin")
        margin = float(arguments[at + 1])
        del arguments[at:at + 2]
    total = 0
    for path in arguments:
        faults = judge(path, margin)
        total += len(faults)
        for fault in faults:
            print(f"{path}: {fault}")
    print(f"{len(arguments)} posters: {f'{total} faults' if total else 'ok'}")
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
