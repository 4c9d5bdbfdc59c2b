"""Holds what is handed out against what somebody who downloads it would notice: release.py FOLDER

The sums name every file and match; the archive has one folder, with files in order, of one time, that
anybody may read; the program in it runs where nothing else is than the C library, if it asks for that,
and builds a site. Prints faults, then their count."""
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

# What a program may ask of the system: the C library and its loader.
LIBRARIES = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
WANTED = [
    "bin/phasebook", "share/man/man1/phasebook.1", "share/man/man1/phasebook-build.1",
    "share/bash-completion/completions/phasebook", "share/fish/vendor_completions.d/phasebook.fish",
    "share/zsh/site-functions/_phasebook", "share/doc/phasebook/README.md", "share/doc/phasebook/CHANGELOG.md",
    "share/doc/phasebook/LICENSE", "share/doc/phasebook/LICENSE-MIT", "share/doc/phasebook/LICENSE-APACHE",
    "share/doc/phasebook/licences.txt",
]
LINES = [(["--version"], "phasebook "), (["new", "site"], "wrote a small site"), (["check", "site"], ""),
         (["build", "site"], "wrote out/handbook.pdf")]
faults = []
folder = Path(sys.argv[1])


def sums():
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    said = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
             if path.name != "SHA256SUMS"}
    if list(said) != sorted(said) or said != there:
        faults.append(f"the sums are of {said}, the files have {there}")
    return len(there)


def members(archive):
    all_of_it = archive.getmembers()
    names = [member.name for member in all_of_it]
    if names != sorted(names):
        faults.append("the files have no order")
    if len({member.mtime for member in all_of_it}) != 1:
        faults.append("the files have several times")
    for member in all_of_it:
        mode = 0o755 if member.isdir() or member.name.endswith("/bin/phasebook") else 0o644
        if (member.uid, member.gid, member.mode) != (0, 0, mode) or not (member.isfile() or member.isdir()):
            faults.append(f"{member.name}: {member.uid} {member.gid} {oct(member.mode)}")
    top = {name.split("/")[0] for name in names}
    if len(top) != 1:
        faults.append(f"it unpacks into {top}")
    top = top.pop()
    faults.extend(f"{name} is missing" for name in WANTED if f"{top}/{name}" not in names)
    return top


def asked_for(program):
    """The libraries that the program asks the system for."""
    headers = subprocess.run(["objdump", "-p", program], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {line.split()[1] for line in headers.splitlines() if line.split()[:1] == ["NEEDED"]}


def runs(inside, top):
    program = inside / top / "bin/phasebook"
    needed = asked_for(program)
    faults.extend(f"the program needs {name}" for name in needed - LIBRARIES)
    documents = inside / top / "share/doc/phasebook"
    if needed == set() and "GNU LESSER GENERAL PUBLIC" not in (documents / "c-libraries.txt").read_text():
        faults.append("the C library's licence is not there")
    command = ["bwrap", "--bind", str(inside), "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "--chdir", "/"]
    if needed:
        for library in ("/lib", "/lib64", "/usr/lib"):
            command += ["--ro-bind-try", library, library]
    for arguments, words in LINES:
        run = subprocess.run(command + [f"/{top}/bin/phasebook"] + arguments, env={}, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode or words not in run.stdout:
            faults.append(f"{arguments}: {run.returncode} {run.stdout}")


files = sums()
archives = list(folder.glob("*.tar.gz"))
if len(archives) != 1:
    faults.append(f"archives: {archives}")
for path in archives:
    with tempfile.TemporaryDirectory() as inside, tarfile.open(path) as archive:
        top = members(archive)
        if path.name != f"{top}.tar.gz":
            faults.append(f"{path.name} unpacks into {top}")
        archive.extractall(inside, filter="tar")
        runs(Path(inside), top)
print(*faults, sep="\n")
print(files, "files", len(faults), "faults")
sys.exit(bool(faults))
