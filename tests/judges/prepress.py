"""What a print shop finds in a PDF: boxes, inks, fonts and bleed.

    prepress.py FILE.pdf

pikepdf reads the boxes and every operator that sets a colour; MuPDF draws the
file to see whether colour reaches the bleed's edge and nothing but marks lies
beyond. Prints:

    boxes: TrimBox W x H, BleedBox W x H, MediaBox W x H       (millimetres)
    concentric: yes or no, on every page
    colours: the colour spaces in use
    ink: the most ink that one colour has, in per cent
    fonts: how many, and whether all are embedded
    bleed: share of the bleed's rim that has the ground's colour just inside the trim
    outside: share of what is not white between the bleed and the medium's edge"""
import sys

import pikepdf
import pymupdf

MM = 72 / 25.4
spaces, most = set(), 0.0


def name_of(space):
    if isinstance(space, pikepdf.Name):
        return str(space)[1:]
    kind = str(space[0])[1:]
    return f"{kind} {str(space[1])[1:]}" if kind == "Separation" else kind


def look(stream, resources):
    """Every colour that a stream sets, and those of the forms that it shows."""
    global most
    operators = {"g": "DeviceGray", "G": "DeviceGray", "rg": "DeviceRGB", "RG": "DeviceRGB",
                 "k": "DeviceCMYK", "K": "DeviceCMYK"}
    for operands, operator in pikepdf.parse_content_stream(stream):
        operator = str(operator)
        if operator in operators:
            spaces.add(operators[operator])
            if operator in "kK":
                most = max(most, sum(float(part) for part in operands))
        elif operator in ("cs", "CS"):
            space = operands[0]
            named = resources.get("/ColorSpace", {}).get(str(space))
            spaces.add(name_of(space if named is None else named))
        elif operator == "sh":
            spaces.add("shading")
        elif operator == "Do":
            shown = resources["/XObject"][str(operands[0])]
            if shown["/Subtype"] == "/Form":
                look(shown, shown.get("/Resources", resources))
            else:
                spaces.add("picture " + name_of(shown["/ColorSpace"]))


with pikepdf.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        look(page, page.obj["/Resources"])
    all_boxes = [{name: [float(number) for number in page.obj["/" + name]] for name in ("TrimBox", "BleedBox", "MediaBox")}
                 for page in pdf.pages]
    boxes = all_boxes[0]
    fonts = [thing for thing in pdf.objects
             if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"]
    embedded = all(any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3")) for font in fonts)

sizes = [f"{name} {(b[2] - b[0]) / MM:.1f} x {(b[3] - b[1]) / MM:.1f}" for name, b in boxes.items()]
print("boxes:", ", ".join(sizes))
middles = {(round(b[0] + b[2], 1), round(b[1] + b[3], 1)) for each in all_boxes for b in each.values()}
print("concentric:", "yes" if len(middles) == 1 else f"no: {middles}")
print("colours:", ", ".join(sorted(spaces)))
print(f"ink: {most * 100:.0f}")
print("fonts:", len(fonts), "embedded" if embedded else "not embedded")

page = pymupdf.open(sys.argv[1])[0]
scale = 2.0
drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
height = boxes["MediaBox"][3]


def pixel(x, y):
    return drawn.pixel(min(drawn.width - 1, int(x * scale)), min(drawn.height - 1, int((height - y) * scale)))


def rim(box, out):
    """Points around a box, so many millimetres outside it."""
    x0, y0, x1, y1 = (side + out * MM * way for side, way in zip(box, (-1, -1, 1, 1)))
    for step in range(200):
        t = (step + 0.5) / 200
        yield x0 + t * (x1 - x0), y0
        yield x0 + t * (x1 - x0), y1
        yield x0, y0 + t * (y1 - y0)
        yield x1, y0 + t * (y1 - y0)


def alike(a, b):
    return max(abs(x - y) for x, y in zip(a, b)) < 8


inside = list(rim(boxes["TrimBox"], -0.4))
edge = list(rim(boxes["BleedBox"], -0.4))
same = sum(alike(pixel(*a), pixel(*b)) for a, b in zip(inside, edge)) / len(edge)
print(f"bleed: {same:.3f}")
beyond = list(rim(boxes["BleedBox"], 0.6)) + list(rim(boxes["BleedBox"], 4))
print(f"outside: {sum(pixel(*point) != (255, 255, 255) for point in beyond) / len(beyond):.3f}")
