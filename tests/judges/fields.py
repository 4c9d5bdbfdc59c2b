"""The fields of a PDF, as readers find them: fields.py FILE.pdf

pikepdf reads objects and tags, MuPDF finds the lines on the page. Prints a line for each field, in the
order of reading, then what is wrong with the form:

    NAME | words LINES SIZE, line SIZE, tick or ticked | LABEL | PAGE
    wrong: …"""
import sys

import pikepdf
import pymupdf

wrong = []


def expect(holds, *what):
    if not holds:
        wrong.append(" ".join(map(str, what)))


def elements(node):
    """The elements below a node of the tag tree, in the order of reading."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


def children(element):
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


pdf, drawn = pikepdf.open(sys.argv[1]), pymupdf.open(sys.argv[1])
form = pdf.Root.AcroForm
fonts = form.DR.Font
expect("/NeedAppearances" not in form and "/XFA" not in form, "the form asks readers for work")
pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
widgets = [
    (number, annotation) for number, page in enumerate(pdf.pages) for annotation in page.obj.get("/Annots", [])
]
expect(all(annotation.Subtype == "/Widget" for _, annotation in widgets), "something else than fields is there")
expect(all(page.obj.get("/Tabs") == "/S" for page in pdf.pages), "a page has no order of fields")
expect([field.objgen for field in form.Fields] == [annotation.objgen for _, annotation in widgets], "fields and places differ")

tagged = []
parents = {}
nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
for key, value in zip(nums[::2], nums[1::2]):
    parents[int(key)] = value
for element in elements(pdf.Root.StructTreeRoot.K):
    expect(element.S != "/Link", "a link is left among the tags")
    if element.S != "/Form":
        continue
    kids = children(element)
    expect(len(kids) == 1 and kids[0].get("/Type") == "/OBJR", "a tag holds more than its field")
    tagged.append(kids[0].Obj.objgen)
    expect(parents[int(kids[0].Obj.StructParent)].objgen == element.objgen, "a field leads to another tag")
expect(tagged == [annotation.objgen for _, annotation in widgets], "fields are read in another order than they stand in")


def rules(number, rect):
    """The heights of lines within a rectangle of a page, from above."""
    page = drawn[number]
    found = {
        round(shape["rect"].y0 + shape["rect"].height / 2, 1)
        for shape in page.get_drawings()
        if shape["rect"].height < 1 and shape["rect"].width > 0.9 * rect.width and rect.y0 < shape["rect"].y1 <= rect.y1
        and abs(shape["rect"].x0 - rect.x0) < 1
    }
    return sorted(found)


seen, rects = set(), {}
for number, field in widgets:
    name, label = str(field.T), str(field.TU)
    expect(name not in seen and "." not in name, name, "is no name of its own")
    seen.add(name)
    expect(field.F == 4 and not {"/A", "/AA", "/Contents"} & set(field.keys()), name, "is not a plain field")
    expect(pages[field.P.objgen] == number, name, "is on another page")
    page = drawn[number]
    widget = next(widget for widget in page.widgets() if widget.xref == field.objgen[0])
    rect = widget.rect
    expect(rect in page.rect and rect.width > 5 and rect.height > 5, name, "reaches beyond the page:", rect)
    for other, place in rects.items():
        expect(place[0] != number or not rect.intersects(place[1]), name, "lies on", other)
    rects[name] = (number, rect)
    looks = field.AP.N
    streams = [looks] if isinstance(looks, pikepdf.Stream) else [looks[state] for state in looks.keys()]
    for stream in streams:
        _, _, width, height = map(float, stream.BBox)
        expect(abs(width - rect.width) < 0.1 and abs(height - rect.height) < 0.1, name, "has a picture of another size")
    if field.FT == "/Btn":
        expect(set(looks.keys()) == {"/Yes", "/Off"} and field.AS == field.V, name, "is no box to tick")
        expect(looks.Off.read_bytes() == b"", name, "is ticked when it is not")
        kind = "ticked" if field.V == "/Yes" else "tick"
    else:
        expect("/V" not in field and b"T" not in looks.read_bytes().replace(b"/Tx", b""), name, "is not empty")
        font, size = str(field.DA).split()[0], float(str(field.DA).split()[1])
        expect(font in fonts, name, "is set in no font of the form")
        lines = rules(number, rect)
        if int(field.Ff) & 1 << 12:
            descriptor = fonts[font].DescendantFonts[0].FontDescriptor
            line = float(descriptor.Ascent - descriptor.Descent) / 1000 * size
            apart = {round(below - above - line, 1) + 0 for above, below in zip(lines, lines[1:])}
            expect(len(lines) > 1 and apart <= {-0.1, 0, 0.1}, name, "has lines that words do not stand on:", apart)
            expect(2 <= rect.height - len(lines) * line < 5, name, "is not as high as its lines")
            kind = f"words {len(lines)} {size:.1f}"
        else:
            expect(len(lines) == 1 and rect.y1 - lines[0] < 2, name, "stands on no line")
            kind = f"line {size:.1f}"
    print(name, kind, label, number + 1, sep=" | ")
print(*(f"wrong: {what}" for what in wrong), sep="\n")
