"""Times phasebook beside what people would use instead, and prints the ratios.

    peers.py PROGRAM CONTENT WORK [--pages 5,50,500,5000] [--pictures 200] [--times 3] [--table FILE] [SITE ...]

The sites are made by varied_site.py from CONTENT, of so many pages without and with pictures; beside them come the
folders SITE, real repositories as they are. The commands of one size run in
turn, so that whatever else the machine does falls on all of them, and each is given
by the median of its runs: seconds on the clock, seconds of processor, and the most
memory that the command and its children held. No time is given without what it is
compared with. It fails where a stage of phasebook takes more time or memory for a page of a larger site than for one
of the next smaller.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
# A command that takes longer than this at one size is not run at the next.
PATIENCE = 300.0


@dataclass
class Run:
    clock: float
    processor: float
    memory: int  # bytes
    size: int  # bytes


def run(command, output):
    """Runs a command, and measures it with all its children; None where somebody else's fails."""
    with tempfile.TemporaryFile() as said:
        pid = os.fork()
        if pid == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                # GNU time counts the children of the command too.
                report = str(output) + ".time"
                os.execvp("/usr/bin/time", ["time", "-f", "%e %U %S %M", "-o", report, *map(str, command)])
            finally:
                os._exit(127)
        _, status = os.waitpid(pid, 0)
        figures = Path(str(output) + ".time").read_text().split()[-4:]
        # phasebook leaves with 1 where a page has a fault, and builds all the same.
        if os.waitstatus_to_exitcode(status) not in (0, 1) or not output.exists():
            if not str(command[0]).endswith("phasebook"):
                return None
            said.seek(0)
            sys.exit(f"failed: {' '.join(map(str, command))}\n{said.read().decode(errors='replace')[-2000:]}")
    clock, user, system, kilobytes = map(float, figures)
    files = [output] if output.is_file() else [path for path in output.rglob("*") if path.is_file()]
    return Run(clock, user + system, int(kilobytes) * 1024, sum(path.stat().st_size for path in files))


def median(runs):
    return Run(*(statistics.median(getattr(run, field) for run in runs) for field in ("clock", "processor", "memory", "size")))


# What a larger site may take for each page, beside a smaller one: measured noise and a little more.
GROWTH = 1.35


@dataclass
class Site:
    name: str
    folder: Path
    pages: list
    times: int


def real(folder):
    """A repository, with its Markdown files in the order of their paths."""
    pages = [page for page in folder.rglob("*.md") if not any(part.startswith(("_", ".")) for part in page.relative_to(folder).parts)]
    return Site(folder.name, folder, sorted(pages), 3)


def commands(program, site, out, pandoc):
    """What is compared: a name, a command, and the file or folder it makes."""
    site, pages = site.folder, site.pages
    title = "title=A varied book"
    python = sys.executable
    build = lambda name, *more: (name, [program, "build", site, "--out", out / name, *more], out / name)
    # Addresses of pictures are read from the page's folder, or from the root of the site.
    read = [pandoc, "--quiet", "--from", "markdown+rebase_relative_paths", "--metadata", title, "--resource-path", site]
    html = out / "pandoc.html"
    yield build("phasebook: all")
    yield build("phasebook: handbook", "--only", "handbook")
    yield build("phasebook: EPUB", "--only", "epub")
    yield build("phasebook: posters", "--only", "posters")
    yield (
        "typst: the same document",
        [python, HERE / "typst_alone.py", out / "sources/typst", out / "typst.pdf"],
        out / "typst.pdf",
    )
    yield "pandoc: EPUB", [*read, "-o", out / "pandoc.epub", *pages], out / "pandoc.epub"
    yield (
        "pandoc and typst: PDF",
        [python, HERE / "pandoc_typst.py", pandoc, out / "pandoc.pdf", *pages],
        out / "pandoc.pdf",
    )
    yield "pandoc: HTML", [*read, "-s", "-o", html, *pages], html
    yield "WeasyPrint: the same HTML", [Path(python).parent / "weasyprint", "-q", html, out / "weasyprint.pdf"], out / "weasyprint.pdf"


# Against what each of ours is held: the ratio is theirs by ours.
RIVALS = {
    "typst: the same document": "phasebook: handbook",
    "pandoc: EPUB": "phasebook: EPUB",
    "pandoc and typst: PDF": "phasebook: all",
    "WeasyPrint: the same HTML": "phasebook: all",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("content", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--pages", default="5,50,500")
    parser.add_argument("--pictures", default="")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--table", type=Path)
    parser.add_argument("sites", nargs="*", type=Path)
    args = parser.parse_intermixed_args()
    import pypandoc

    pandoc = pypandoc.get_pandoc_path()
    sites = []
    for more, counts in (([], args.pages), (["--pictures"], args.pictures)):
        for count in map(int, filter(None, counts.split(","))):
            folder = args.work / f"site-{count}{'-pictures' if more else ''}"
            command = [sys.executable, HERE / "varied_site.py", args.content, folder, str(count), *more]
            subprocess.run(command, check=True)
            name = f"{count:,}{' with pictures' if more else ''}"
            # Large sites take long enough for one run to tell.
            times = args.times if count <= 500 else 1
            sites.append(Site(name, folder, sorted((folder / "pages").glob("*.md")), times))
    sites += [real(folder.resolve()) for folder in args.sites]
    rows, medians, given_up = [], {}, set()
    for site in sites:
        out = args.work / f"out-{site.folder.name}"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        # What Typst itself is given.
        with open(os.devnull, "w") as nowhere:
            command = [args.program, "build", site.folder, "--only", "typst", "--out", out / "sources"]
            subprocess.run(command, stdout=nowhere, stderr=nowhere)
        runs = {}
        for _ in range(site.times):
            for name, command, output in commands(args.program.resolve(), site, out, pandoc):
                if name not in given_up and (made := run(command, output)):
                    runs.setdefault(name, []).append(made)
        for name, several in runs.items():
            medians[site.name, name] = median(several)
            if medians[site.name, name].clock > PATIENCE:
                given_up.add(name)
        for name, figures in ((name, medians[site.name, name]) for name in runs):
            ours = medians.get((site.name, RIVALS.get(name)))
            ratio = f"{figures.clock / ours.clock:.2f} × {RIVALS[name].split(': ')[1]}" if ours else ""
            rows.append(
                f"| {site.name} | {name} | {figures.clock:.2f} | {figures.processor:.2f} "
                f"| {figures.memory / 1e6:,.0f} | {figures.size / 1e6:.1f} | {ratio} |"
            )
            print(rows[-1], flush=True)
    head = (
        "| pages | what | clock, s | processor, s | memory, MB | output, MB | clock beside ours |\n"
        "|--:|:--|--:|--:|--:|--:|:--|\n"
    )
    cores = os.cpu_count()
    versions = subprocess.run([pandoc, "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    import typst
    import weasyprint

    about = (
        f"Medians of {args.times} runs in turn (one run above 500 pages; the repositories 3), on {cores} cores of {platform.machine()}; "
        f"{versions}, typst {typst.__version__}, WeasyPrint {weasyprint.__version__}.\n\n"
    )
    if args.table:
        text = args.table.read_text(encoding="utf-8")
        before, _, rest = text.partition("<!-- table -->\n")
        after = rest.partition("<!-- end -->")[2]
        table = about + head + "\n".join(rows) + "\n"
        args.table.write_text(f"{before}<!-- table -->\n\n{table}\n<!-- end -->{after}", encoding="utf-8")
    counts = sorted(map(int, filter(None, args.pages.split(","))))
    faults = list(grown(counts, medians))
    print(*faults, sep="\n")
    if faults:
        sys.exit(1)


def grown(counts, medians):
    """The stages that take more for a page of a larger site than for one of the next smaller."""
    # On a few pages, what every run takes hides the pages.
    counts = [count for count in counts if count >= 50]
    for small, large in zip(counts, counts[1:]):
        for name in {name for _, name in medians if name.startswith("phasebook")}:
            before, after = medians.get((f"{small:,}", name)), medians.get((f"{large:,}", name))
            if before is None or after is None:
                continue
            for what in ("processor", "memory"):
                growth = getattr(after, what) / getattr(before, what) / (large / small)
                if growth > GROWTH:
                    yield f"{name}: {what} for a page of {large:,} is {growth:.2f} of that for one of {small:,}"


if __name__ == "__main__":
    main()
