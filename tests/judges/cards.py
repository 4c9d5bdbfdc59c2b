"""Decks of cards, as MuPDF and ZXing read them; nothing is taken from the program.

    cards.py laid EDGE WIDTH HEIGHT DECK SHEETS [RIGHT DOWN]
    cards.py safe MILLIMETRES DECK
    cards.py sizes DECK

DECK has a front and a back in turn, each a page of a card's size (WIDTH by HEIGHT millimetres).

`laid` finds each side of the deck on SHEETS by its words, works out the rectangle of its card there,
turns the back of the sheet over (EDGE is `long` or `short`), and prints the furthest that a back is
from its front, in millimetres, with how many pairs there are and how many sheets. RIGHT and DOWN are
what backs were moved by on purpose. No two cards of a side may overlap, and none may leave the sheet.

`safe` names what is drawn within so many millimetres of an edge: words, pictures, codes; and text of
less than 7.5 points; and prints what each code says.
`sizes` prints the sizes of the largest type on each front and of the running type on each back."""
import sys

import pymupdf

MM = 72 / 25.4
FLAGS = pymupdf.TEXTFLAGS_RAWDICT | pymupdf.TEXT_ACCURATE_BBOXES


def spans(page):
    """Runs of text: words, box, size and direction. What stands on two cards side by side is one
    line to MuPDF, so a run ends where letters are further apart than words are."""
    for block in page.get_text("rawdict", flags=FLAGS)["blocks"]:
        for line in block.get("lines", []):
            for span in line["spans"]:
                run, text = None, ""
                for letter in span["chars"]:
                    box = pymupdf.Rect(letter["bbox"])
                    if run and max(box.x0 - run.x1, run.x0 - box.x1) > span["size"]:
                        if text.strip():
                            yield text.strip(), run, span["size"], line["dir"]
                        run, text = None, ""
                    text += letter["c"]
                    if letter["c"].strip():
                        run = run | box if run else box
                if text.strip():
                    yield text.strip(), run, span["size"], line["dir"]


def placements(deck, sheet, size):
    """For each side of the deck that a sheet shows, its number, the card's rectangle, and whether it
    stands on its head."""
    shown = {}
    for text, box, _, way in spans(sheet):
        shown.setdefault(text, []).append((box, way))
    for number, own in enumerate(deck):
        # A span that no other side has says where its card is.
        for text, box, _, _ in own:
            if sum(text == other for side in deck for other, *_ in side) == 1 and len(shown.get(text, [])) == 1:
                found, way = shown[text][0]
                if way[0] < 0:
                    x, y = found.x1 + box.x0 - size[0], found.y1 + box.y0 - size[1]
                else:
                    x, y = found.x0 - box.x0, found.y0 - box.y0
                yield number, pymupdf.Rect(x, y, x + size[0], y + size[1]), way[0] < 0
                break


def laid(edge, width, height, deck, sheets, right="0", down="0"):
    size = (float(width) * MM, float(height) * MM)
    moved = (float(right) * MM, float(down) * MM)
    deck = [list(spans(page)) for page in pymupdf.open(deck)]
    sheets = pymupdf.open(sheets)
    furthest, pairs, faults = 0, 0, []
    for at in range(0, len(sheets), 2):
        page = sheets[at].rect
        fronts = {number: box for number, box, _ in placements(deck, sheets[at], size)}
        upright = (edge == "long") == (page.height >= page.width)
        for number, box, on_head in placements(deck, sheets[at + 1], size):
            box = box + (-moved[0], -moved[1], -moved[0], -moved[1])
            # Seen through the paper from the front.
            if upright:
                box = pymupdf.Rect(page.width - box.x1, box.y0, page.width - box.x0, box.y1)
            else:
                box = pymupdf.Rect(box.x0, page.height - box.y1, box.x1, page.height - box.y0)
            # A card is turned like a page of a book, and its back then stands upright.
            if on_head == upright:
                faults.append(f"side {number} stands on its head behind its front")
            front = fronts.get(number - 1)
            if front is None:
                faults.append(f"side {number} has no front")
                continue
            pairs += 1
            furthest = max(furthest, abs(front.x0 - box.x0), abs(front.y0 - box.y0))
        boxes = list(fronts.values())
        for n, box in enumerate(boxes):
            if not (page + (-0.01, -0.01, 0.01, 0.01)).contains(box):
                faults.append(f"a card leaves the sheet: {box}")
            for other in boxes[n + 1:]:
                both = box & other
                if both.width > 0.01 and both.height > 0.01:
                    faults.append(f"cards overlap: {box} and {other}")
    for fault in faults:
        print(fault)
    print(f"{furthest / MM:.3f} {pairs} {len(sheets) // 2}")


def codes_of(page):
    import zxingcpp
    from PIL import Image
    scale = 700 / min(page.rect.width, page.rect.height)
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    picture = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
    for code in zxingcpp.read_barcodes(picture):
        corners = [code.position.top_left, code.position.bottom_right]
        yield code.text, pymupdf.Rect(*(part / scale for corner in corners for part in (corner.x, corner.y)))


def safe(millimetres, deck):
    inside = float(millimetres) * MM
    for number, page in enumerate(pymupdf.open(deck), 1):
        area = page.rect + (inside, inside, -inside, -inside)
        things = [(repr(text), box) for text, box, _, _ in spans(page)]
        things += [("a picture", pymupdf.Rect(image["bbox"])) for image in page.get_image_info()]
        codes = list(codes_of(page))
        things += [("a code", box) for _, box in codes]
        for text, _ in codes:
            print("code", text)
        for what, box in things:
            if not area.contains(box):
                print(f"page {number}: {what} at {box} is outside {area}")
        for text, _, size, _ in spans(page):
            if size < 7.49:
                print(f"page {number}: {text!r} is {size:.2f} pt")
    print("read")


def sizes(deck):
    for number, page in enumerate(pymupdf.open(deck)):
        found = [(len(text), size) for text, _, size, _ in spans(page)]
        if found and number % 2 == 0:
            print("front", number // 2, f"{max(size for _, size in found):.2f}")
        elif found:
            by = {}
            for letters, size in found:
                by[round(size, 2)] = by.get(round(size, 2), 0) + letters
            print("back", number // 2, f"{max(by, key=by.get):.2f}")


globals()[sys.argv[1]](*sys.argv[2:])
