"""What a print shop's reader finds of PDF/X-4 (ISO 15930-7) in files.

    pdf_x.py FILE.pdf...

pikepdf reads boxes, output intent, metadata and every operator that sets a colour, of pages, forms,
patterns and drawn glyphs; MuPDF reads boxes, intent and links by itself. Prints for each file, behind its name:

    standard: what the metadata claim, the version in the head, whether it is trapped
    boxes: TrimBox W x H, BleedBox W x H, MediaBox W x H; whether they are nested, and the same on each page
    intent: identifier, components and class of the profile, the description of the intent
    spaces: the colour spaces in use, and of what
    black: the inks of words, as far as they have no colour
    against: what the standard forbids, or nothing"""
import hashlib
import re
import sys

import pikepdf
import pymupdf

MM = 72 / 25.4
BOXES = ("TrimBox", "BleedBox", "MediaBox")
FORBIDDEN = {"/AA", "/OpenAction", "/JavaScript", "/AcroForm", "/EmbeddedFiles", "/OCProperties", "/JS"}


def name_of(space):
    if isinstance(space, pikepdf.Name):
        return str(space)[1:]
    kind = str(space[0])[1:]
    if kind == "ICCBased":
        profile = space[1].read_bytes()
        return f"ICCBased {profile[16:20].decode().strip()}"
    if kind in ("Separation", "DeviceN"):
        return f"{kind} over {name_of(space[2])}"
    if kind in ("Indexed", "Pattern"):
        return f"{kind} over {name_of(space[1])}" if len(space) > 1 else kind
    return kind


class Page:
    """Every colour that a stream sets, and those of the streams that it shows."""

    def __init__(self):
        self.spaces, self.inks, self.seen, self.shines = set(), set(), set(), False

    def look(self, stream, resources):
        fill, in_text = None, False
        operators = {"g": "DeviceGray", "G": "DeviceGray", "rg": "DeviceRGB", "RG": "DeviceRGB",
                     "k": "DeviceCMYK", "K": "DeviceCMYK"}
        stack = []
        for operands, operator in pikepdf.parse_content_stream(stream):
            operator = str(operator)
            if operator in operators:
                self.spaces.add(operators[operator])
                if operator in ("g", "rg", "k"):
                    fill = tuple(round(float(part), 3) for part in operands)
            elif operator in ("cs", "CS"):
                space = operands[0]
                named = resources.get("/ColorSpace", {}).get(str(space))
                self.spaces.add(name_of(space if named is None else named))
            elif operator in ("sc", "scn"):
                fill = None
                if operands and isinstance(operands[-1], pikepdf.Name):
                    self.pattern(resources["/Pattern"][str(operands[-1])], resources)
            elif operator == "SCN" and operands and isinstance(operands[-1], pikepdf.Name):
                self.pattern(resources["/Pattern"][str(operands[-1])], resources)
            elif operator == "q":
                stack.append(fill)
            elif operator == "Q" and stack:
                fill = stack.pop()
            elif operator in ("Tj", "TJ"):
                self.inks.add(fill)
            elif operator == "sh":
                self.spaces.add("shading " + name_of(resources["/Shading"][str(operands[0])]["/ColorSpace"]))
            elif operator == "gs":
                self.state(resources["/ExtGState"][str(operands[0])])
            elif operator == "Tf":
                font = resources["/Font"][str(operands[0])]
                if font["/Subtype"] == "/Type3":
                    for glyph in font["/CharProcs"].values():
                        self.once(glyph, font.get("/Resources", resources))
            elif operator == "Do":
                shown = resources["/XObject"][str(operands[0])]
                if shown["/Subtype"] == "/Form":
                    self.form(shown, resources)
                else:
                    self.spaces.add("picture " + name_of(shown["/ColorSpace"]))
                    self.shines |= "/SMask" in shown

    def once(self, stream, resources):
        if stream.objgen not in self.seen:
            self.seen.add(stream.objgen)
            self.look(stream, resources)

    def form(self, form, resources):
        group = form.get("/Group")
        if group is not None:
            self.shines = True
            if "/CS" in group:
                self.spaces.add("group " + name_of(group["/CS"]))
        self.once(form, form.get("/Resources", resources))

    def state(self, state):
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            self.shines = True
            self.form(mask["/G"], {})
        if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")) or state.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            self.shines = True

    def pattern(self, pattern, resources):
        if pattern["/PatternType"] == 2:
            self.spaces.add("shading " + name_of(pattern["/Shading"]["/ColorSpace"]))
        else:
            self.once(pattern, pattern.get("/Resources", resources))


def said(xmp, name):
    found = re.search(rf"<{name}>([^<]*)</{name}>|{name}=\"([^\"]*)\"", xmp)
    return found and (found[1] or found[2])


def nested(inner, outer):
    return inner[0] >= outer[0] - 0.01 and inner[1] >= outer[1] - 0.01 and inner[2] <= outer[2] + 0.01 and inner[3] <= outer[3] + 0.01


def examine(path):
    against, spaces, inks = set(), set(), set()
    with pikepdf.open(path) as pdf:
        root, info = pdf.Root, pdf.docinfo
        xmp = root.Metadata.read_bytes().decode()
        with open(path, "rb") as file:
            head = file.read(8).decode()
        if head > "%PDF-1.6":
            against.add(f"version {head}")
        for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass", "pdf:Trapped"):
            if not said(xmp, name):
                against.add(f"no {name}")
        if "<dc:title>" not in xmp or "/Title" not in info:
            against.add("no title")
        for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
            digits = re.sub(r"\D", "", str(info[key]))[:14]
            if digits != re.sub(r"\D", "", said(xmp, name))[:14]:
                against.add(f"{key} is another than {name}")
        if info.get("/Trapped") != f"/{said(xmp, 'pdf:Trapped')}":
            against.add("trapped and not")
        if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
            against.add("trailer")
        for thing in pdf.objects:
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                against |= {f"{key} is there" for key in FORBIDDEN & set(thing.keys())}
                if thing.get("/Type") == "/FontDescriptor" and not any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                    against.add("a font is not embedded")
                if str(thing.get("/Filter")) == "/LZWDecode":
                    against.add("LZW")
        intents = [intent for intent in root.get("/OutputIntents", []) if intent["/S"] == "/GTS_PDFX"]
        if len(intents) != 1:
            against.add(f"{len(intents)} intents")
        intent = intents[0]
        profile = intent["/DestOutputProfile"].read_bytes()
        if profile[12:16] != b"prtr" or int(intent["/DestOutputProfile"]["/N"]) != {b"CMYK": 4, b"RGB ": 3, b"GRAY": 1}[profile[16:20]]:
            against.add("the profile is of no press")
        boxes = []
        for number, page in enumerate(pdf.pages, 1):
            box = {name: [float(part) for part in page.obj["/" + name]] for name in BOXES}
            boxes.append(box)
            if not (nested(box["TrimBox"], box["BleedBox"]) and nested(box["BleedBox"], box["MediaBox"])) or "/ArtBox" in page.obj:
                against.add(f"boxes of page {number}")
            if len(page.obj.get("/Annots", [])) > 0:
                against.add(f"annotations on page {number}")
            seen = Page()
            seen.look(page, page.obj["/Resources"])
            group = page.obj.get("/Group")
            if seen.shines and (group is None or group.get("/CS") != "/DeviceCMYK"):
                against.add(f"page {number} has no space to mix colours in")
            spaces |= seen.spaces
            inks |= seen.inks
        if any("DeviceRGB" in space for space in spaces):
            against.add("colours of screens that are not calibrated")
        size = lambda box: f"{(box[2] - box[0]) / MM:.2f} x {(box[3] - box[1]) / MM:.2f}"
        each = {tuple(sorted((name, size(box)) for name, box in page.items())) for page in boxes}
        # What has no colour of its own is printed in black alone.
        plain = sorted({ink for ink in inks if ink and (len(ink) == 1 or ink[0] == ink[1] == ink[2])})
        print(f"{path.rsplit('/', 1)[-1]} standard: {said(xmp, 'pdfxid:GTS_PDFXVersion')}, {head[1:]}, trapped {said(xmp, 'pdf:Trapped')}")
        print("  boxes:", ", ".join(f"{name} {size(boxes[0][name])}" for name in BOXES) + f"; {'nested' if not any(a.startswith('boxes') for a in against) else 'not nested'}; {len(each)} kind of page")
        print(f"  intent: {intent['/OutputConditionIdentifier']}, {profile[16:20].decode().strip()} {profile[12:16].decode()}, {intent['/Info']}, sha256 {hashlib.sha256(profile).hexdigest()[:16]}")
        print("  spaces:", ", ".join(sorted(spaces)))
        print("  black:", " ".join("/".join(f"{part:g}" for part in ink) for ink in plain))
    mupdf(path, boxes, against)
    print("  against:", ", ".join(sorted(against)) or "nothing")


def mupdf(path, boxes, against):
    """The same boxes, intent and absence of links, as MuPDF reads them."""
    document = pymupdf.open(path)
    if document.page_count != len(boxes):
        against.add("MuPDF counts other pages")
    for page, box in zip(document, boxes):
        height = box["MediaBox"][3]
        for name, found in (("TrimBox", page.trimbox), ("BleedBox", page.bleedbox)):
            x0, y0, x1, y1 = box[name]
            if max(abs(a - b) for a, b in zip(found, (x0, height - y1, x1, height - y0))) > 0.1:
                against.add(f"MuPDF finds another {name}")
        if page.get_links() or list(page.annots()):
            against.add("MuPDF finds a link")
    kind, value = document.xref_get_key(document.pdf_catalog(), "OutputIntents")
    intent = int(re.search(r"(\d+) 0 R", value)[1]) if kind == "array" else 0
    if document.xref_get_key(intent, "S") != ("name", "/GTS_PDFX"):
        against.add("MuPDF finds no intent")
    profile = int(document.xref_get_key(intent, "DestOutputProfile")[1].split()[0])
    if document.xref_stream(profile)[36:40] != b"acsp":
        against.add("MuPDF finds no profile")


for path in sys.argv[1:]:
    examine(path)
