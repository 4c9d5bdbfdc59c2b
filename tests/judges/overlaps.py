"""Letters of a PDF that stand on others of their line, as JSON.

    overlaps.py HANDBOOK.pdf

Each is a page, the words before and the words behind. MuPDF reads the advance of each letter; letters
that stand a fifth of their size or more over their neighbours touch them (large type is set close). Marks without an advance are passed over."""
import collections
import json
import sys

import pymupdf

found = []
for page in pymupdf.open(sys.argv[1]):
    lines = collections.defaultdict(list)
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", []):
            if line["dir"] != (1.0, 0.0):
                continue
            for span in line["spans"]:
                for char in span["chars"]:
                    left, _, right, _ = char["bbox"]
                    if right - left > 0.5 and char["c"].strip():
                        lines[round(char["origin"][1])].append((left, right, char["c"], span["size"]))
    for letters in lines.values():
        letters.sort()
        for at, (before, behind) in enumerate(zip(letters, letters[1:])):
            if behind[0] < before[1] - 0.2 * min(before[3], behind[3]):
                words = ["".join(letter[2] for letter in part) for part in (letters[max(0, at - 12):at + 1], letters[at + 1:at + 13])]
                found.append([page.number + 1, *words])
json.dump(found, sys.stdout)
