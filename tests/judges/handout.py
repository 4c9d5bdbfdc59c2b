"""Reads imposed pages with MuPDF and folds them, knowing nothing of the program.

    handout.py CASE…    where CASE is KIND,SIGNATURE,DIRECTION,READER,HANDOUT

READER is a PDF of the same pages in reading order. KIND is `booklet`, `2up` or `4up`.
SIGNATURE is the number of pages folded together, 0 for all. DIRECTION is ltr or rtl.

Every side must be A4, a booklet's with its long side across. What a cell of the sheet
shows is recognised by its words alone. A pile of sheets, folded, must give the pages of
READER in order, then blanks, fewer than four. Each word of each page must stand in its
cell at the place that it has on its page, but for the shift and the scale of the whole
page. Prints for each case what is wrong, the distance of the pages from their place in
millimetres (towards the right), and then "ok" or "wrong"."""
import sys

import pymupdf

MM = 72 / 25.4
CLOSE = 0.3  # points


def words(page):
    # The boxes of the ink, not of the font's line, which may be taller than a page's margin.
    flags = pymupdf.TEXTFLAGS_WORDS | pymupdf.TEXT_ACCURATE_BBOXES
    return [(pymupdf.Rect(word[:4]), word[4]) for word in page.get_text("words", flags=flags)]


def cells(page, columns, rows):
    """For each cell, row by row, its area and the words whose middle is in it."""
    width, height = page.rect.width / columns, page.rect.height / rows
    areas = [pymupdf.Rect(x * width, y * height, (x + 1) * width, (y + 1) * height)
             for y in range(rows) for x in range(columns)]
    found = [(area, []) for area in areas]
    for box, word in words(page):
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        found[int(y // height) * columns + int(x // width)][1].append((box, word))
    return found


def fold(pile, rtl):
    """Halves in reading order of a pile of sheets, each turned over its short edge."""
    if not pile:
        return []
    (front, back), rest = pile[0], pile[1:]
    # Which half of a front comes first is the hand in which one holds the spine.
    near, far = (0, 1) if rtl else (1, 0)
    return [front[near], back[far], *fold(rest, rtl), back[near], front[far]]


def judge(kind, block, rtl, reader, handout):
    wrong, shifts = [], []
    columns, rows = {"booklet": (2, 1), "2up": (2, 1), "4up": (2, 2)}[kind]
    size = (210, 297) if kind == "4up" else (297, 210)
    sides = []
    for number, page in enumerate(handout, 1):
        if any(abs(a - b * MM) > 0.01 for a, b in zip(page.mediabox[2:], size)) or page.rotation:
            wrong.append(f"side {number}: {page.mediabox} is not A4 of {size} mm")
        sides.append(cells(page, columns, rows))
    if kind == "booklet":
        if len(sides) % 2:
            wrong.append(f"{len(sides)} sides are not whole sheets")
        pile = list(zip(sides[::2], sides[1::2]))
        sheets = block // 4 or max(1, len(pile))
        read = [half for start in range(0, len(pile), sheets) for half in fold(pile[start:start + sheets], rtl)]
        scale = 1
    else:
        row = slice(None, None, -1 if rtl else 1)
        read = [it for side in sides for y in range(rows) for it in side[y * columns:(y + 1) * columns][row]]
        scale = min(size[0] / columns / 210, size[1] / rows / 297)
    if not len(reader) <= len(read) < len(reader) + 4:
        wrong.append(f"{len(reader)} pages in {len(read)} places")
    for number, (area, found) in enumerate(read, 1):
        own = reader[number - 1] if number <= len(reader) else None
        expected = words(own) if own else []
        if sorted(word for _, word in expected) != sorted(word for _, word in found):
            wrong.append(f"place {number} does not show its page: {[word for _, word in found][:8]} "
                         f"for {[word for _, word in expected][:8]}")
            continue
        if not expected:
            continue
        order = lambda item: (item[1], round(item[0].y0), round(item[0].x0))
        moves = [(b.x0 - a.x0 * scale, b.y0 - a.y0 * scale)
                 for (a, _), (b, _) in zip(sorted(expected, key=order), sorted(found, key=order))]
        for axis in (0, 1):
            if max(m[axis] for m in moves) - min(m[axis] for m in moves) > CLOSE:
                wrong.append(f"page {number}: words have moved against one another")
        for box, word in found:
            if not (area + (-0.01, -0.01, 0.01, 0.01)).contains(box):
                wrong.append(f"page {number}: `{word}` leaves its place: {box}")
        # Where the page's left edge belongs: at the fold, or in the middle of its cell.
        width, edge = own.rect.width * scale, area.x0
        if kind != "booklet":
            edge += (area.width - width) / 2
        elif area.x0 == 0:
            edge += area.width - width
        shifts.append(f"{number}:{(moves[0][0] - edge) / MM:+.2f}")
    return wrong, shifts


for case in sys.argv[1:]:
    kind, block, direction, reader, handout = case.split(",", 4)
    with pymupdf.open(reader) as reader, pymupdf.open(handout) as handout:
        wrong, shifts = judge(kind, int(block), direction == "rtl", reader, handout)
    for line in wrong:
        print(f"{case}: {line}")
    print(" ".join(shifts))
    print("wrong" if wrong else "ok")
