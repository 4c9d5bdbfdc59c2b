"""Writes a site of many pages, of varied text, from the pages in content/.

    varied_site.py CONTENT OUT PAGES

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


def main(content, out, count):
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
        used = dict.fromkeys(re.findall(rf"\[\^{name}-(\w+)\]", text))
        for note in used:
            if note in notes:
                text += f"[^{name}-{note}]: {chain.prose(dice, 12)}\n"
        (out / "pages" / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3]))
