"""Writes a site of many pages, of varied text, from the pages in content/.

    varied_site.py CONTENT OUT PAGES [--pictures]

With pictures every page but the phases shows one: a screenshot (PNG of 1,280 by 800 pixels), a photograph (JPEG of
1,600 by 1,200), a flat drawing in pixels (PNG of 400 by 300, to be traced) or a drawing (SVG), each another one; they
are made with Pillow.

Copies of one page would flatter an engine that remembers what it has laid out. So
each page here takes sections from different pages of CONTENT, and every sentence in
them is new: words follow one another as they do somewhere in CONTENT (a chain over
pairs of words), drawn by a generator whose seed is the page's number. Headings,
lists, tables, notes, code, pictograms and links keep their form. The same arguments
write the same bytes.
"""

import random
import re
import shutil
import sys
from collections import defaultdict
from pathlib import Path

PHASES = ["discovery", "alpha", "beta", "live", "retirement"]
# What a line begins with before its prose: marks of lists, quotes, notes, definitions.
OPENING = re.compile(r"^(\s*(?:[-*+] (?:\[[ x]\] )?|\d+\. |> |: |\[\^\w+\]: )?)(.*)$")


class Chain:
    """Words that follow pairs of words, in prose."""

    def __init__(self, texts):
        self.following = defaultdict(list)
        self.starts = []
        for text in texts:
            for sentence in re.split(r"(?<=[.?!]) ", text):
                words = sentence.split()
                if len(words) < 4:
                    continue
                self.starts.append((words[0], words[1]))
                for first, second, third in zip(words, words[1:], words[2:]):
                    self.following[first, second].append(third)

    def prose(self, dice, length):
        """About `length` words, in sentences."""
        words = []
        while len(words) < length:
            pair = dice.choice(self.starts)
            sentence = list(pair)
            while len(sentence) < 32 and (nexts := self.following.get(pair)):
                pair = (pair[1], dice.choice(nexts))
                sentence.append(pair[1])
                if sentence[-1][-1] in ".?!":
                    break
            sentence[-1] = sentence[-1].rstrip(".,;:?!") + "."
            words += sentence
        return " ".join(words)


def plain(text):
    """Prose without marks, so that no mark is left open where words are mixed."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[\^\w+\]|<[^>]*>|[*_`\[\]\"()]", "", text)
    return text.strip()


def sections(page):
    """The page's front matter, and its sections: each begins with its heading."""
    _, front_matter, body = page.split("---\n", 2)
    parts = re.split(r"(?m)^(?=## )", body)
    return front_matter, parts[0], parts[1:]


def heading(part):
    return part.split("\n", 1)[0].split("{")[0].strip()


def is_prose(line, in_code):
    return not in_code and line.strip() and not re.match(r"\s*(?:[|<#{]|```|\*\[)", line)


def rewritten(part, chain, dice, name, links):
    """A section with new sentences in its old form."""
    lines, in_code = [], False
    for line in part.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        # A label beneath a pictogram, in a raw list.
        if re.match(r"\s+[A-Z]", line):
            line = "    " + " ".join(chain.prose(dice, 4).split()[:4]).rstrip(".,;:")
        elif is_prose(line, in_code):
            opening, prose = OPENING.match(line).groups()
            words = chain.prose(dice, max(3, len(prose.split()) * 3 // 4))
            notes = "".join(re.findall(r"\[\^\w+\]", prose))
            if dice.random() < 0.15:
                link = dice.choice(links)
                words += f" See [{link}](/pages/{link})."
            elif dice.random() < 0.15:
                words = re.sub(r"^(\S+) (\S+)", r"**\1** *\2*", words)
            line = opening + words + notes
        elif line.startswith("|") and not re.match(r"\|[-: |]*\|$", line):
            cells = line.strip("|").split("|")
            new = [" ".join(chain.prose(dice, max(1, len(cell.split()))).split()[: len(cell.split()) + 1]) for cell in cells]
            line = "| " + " | ".join(new) + " |"
        elif in_code and not line.startswith("```") and line.strip():
            line = "  " + chain.prose(dice, 6)[:64]
        elif line.startswith("## "):
            line = re.sub(r"\s*\{[^}]*\}$", "", line)
        lines.append(re.sub(r"\[\^(\w+)\]", rf"[^{name}-\1]", line))
    return "\n".join(lines) + "\n\n"


def screenshot(dice, path):
    """Windows, lines and words of a program."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1280, 800), "#f3f2f1")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 64), fill="#1d4f91")
    for _ in range(40):
        x, y = dice.randrange(1200), 80 + dice.randrange(680)
        grey = dice.randrange(256)
        draw.rectangle((x, y, x + dice.randrange(20, 300), y + dice.randrange(10, 60)), fill=(255, 255, 255), outline=(grey,) * 3)
        draw.text((x + 6, y + 2), " ".join(str(dice.randrange(10_000)) for _ in range(5)), fill="#0b0c0c")
    image.save(path)


def photograph(dice, path):
    """Soft colours with some noise."""
    from PIL import Image

    small = Image.new("RGB", (16, 12))
    small.putdata([tuple(dice.randrange(256) for _ in range(3)) for _ in range(16 * 12)])
    noise = Image.effect_noise((1600, 1200), 40).convert("RGB")
    Image.blend(small.resize((1600, 1200), Image.Resampling.BICUBIC), noise, 0.15).save(path, quality=88)


def flat(dice, path):
    """Shapes of a few colours on nothing."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for colour in dice.sample(["#1d4f91", "#a03414", "#12662e", "#573bab"], 3):
        x, y = dice.randrange(250), dice.randrange(180)
        draw.ellipse((x, y, x + 100, y + 100), fill=colour)
    image.save(path)


def drawing(dice, path):
    """Boxes and arrows."""
    shapes = []
    for number in range(12):
        x, y = 20 + number % 4 * 140, 20 + number // 4 * 100
        shapes.append(f'<rect x="{x}" y="{y}" width="110" height="60" rx="8" fill="#{dice.randrange(0x1000000):06x}"/>')
        shapes.append(f'<text x="{x + 10}" y="{y + 35}" font-size="14" fill="#fff">Step {dice.randrange(1000)}</text>')
        shapes.append(f'<path d="M{x + 110} {y + 30}h30" stroke="#0b0c0c" stroke-width="2"/>')
    view = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="320" viewBox="0 0 600 320">'
    path.write_text(view + "".join(shapes) + "</svg>\n", encoding="utf-8")


PICTURES = [("png", screenshot), ("png", flat), ("png", screenshot), ("jpg", photograph), ("svg", drawing)]


def main(content, out, count, pictures=False):
    pages = [path.read_text(encoding="utf-8") for path in sorted(content.glob("*.md"))]
    split = [sections(page) for page in pages if "pictogram" in page]
    prose = []
    for page in pages:
        body = page.split("---\n", 2)[2]
        prose += [plain(OPENING.match(line).group(2)) for line in body.splitlines() if is_prose(line, False)]
    chain = Chain(prose)
    notes = {
        name: text
        for page in pages
        for name, text in re.findall(r"(?m)^\[\^(\w+)\]: (.*)$", page)
    }
    names = [f"page-{number:05}" for number in range(1, count + 1)]
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    shutil.copytree(content.parent / "assets/pictograms", out / "assets/pictograms")
    (out / "phasebook.yaml").write_text(
        f"title: A varied book of {count} pages\nlanguage: en-GB\ndate: 2026-01-01\npages: pages\n"
        # The order is that of the files' names, and the pages say nothing of what is next.
        "rules:\n  phase-without-neighbour: allow\n", encoding="utf-8"
    )
    if pictures:
        (out / "assets/shown").mkdir(parents=True)
    for number, name in enumerate(names):
        dice = random.Random(number)
        links = [names[(number + step) % count] for step in (1, 2, 7, 31)]
        # Five pages are the phases, and the others belong to them.
        phase, place = divmod(number * len(PHASES), count)
        first = place < len(PHASES)
        kind = f"layout: phases\nclass: {PHASES[phase]}-phase\n" if first else "layout: guidance\n"
        title = " ".join(chain.prose(dice, 4).split()[:4]).rstrip(".,;:")
        text = (
            f'---\n{kind}title: "{title} {number + 1}"\n'
            f'subtitle: "{chain.prose(dice, 7)}"\ndescription: "{chain.prose(dice, 14)}"\n'
            f"team: Six to ten people\nduration: Four to nine months\n---\n\n{chain.prose(dice, 40)}\n\n"
        )
        with_pictograms = [part for _, _, parts in split for part in parts if "pictograms/" in part]
        others = [part for _, _, parts in split for part in parts if "pictograms/" not in part]
        chosen = {}
        for part in [dice.choice(with_pictograms), *dice.sample(others, len(others))]:
            chosen.setdefault(heading(part), part)
        # Three sections: about as many words as the phase pages of public bodies have.
        chosen = dice.sample(list(chosen.values())[:3], 3)
        for part in chosen:
            body = re.sub(r"(?m)^\[\^\w+\]: .*\n?", "", part)
            text += rewritten(body, chain, dice, name, links)
        if pictures and not first:
            ending, make = PICTURES[number % len(PICTURES)]
            make(random.Random(name), out / f"assets/shown/{name}.{ending}")
            text += f"Shown on the screen:\n\n![What {name} shows](/assets/shown/{name}.{ending})\n\n"
        used = dict.fromkeys(re.findall(rf"\[\^{name}-(\w+)\]", text))
        for note in used:
            if note in notes:
                text += f"[^{name}-{note}]: {chain.prose(dice, 12)}\n"
        (out / "pages" / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3]), "--pictures" in sys.argv[4:])
