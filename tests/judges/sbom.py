"""Holds a list of components against CycloneDX's own schema, and against what Cargo compiles into the
program: sbom.py FILE.cdx.json PROGRAM

Every crate of the program is in it once, and no other; besides crates it has Rust's own library and, where
the program asks the system for none, the C library. Prints faults, then their count."""
import json
import subprocess
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parents[2]
faults = []
text = Path(sys.argv[1]).read_text()
if wrong := JsonStrictValidator(SchemaVersion.V1_5).validate_str(text):
    faults.append(f"the schema says: {wrong.data}"[:400])
bom = json.loads(text)

command = ["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
tree = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
wanted = {f"pkg:cargo/{name}@{version[1:]}" for name, version, *_ in (line.split(" ") for line in tree.splitlines() if line)}
headers = subprocess.run(["objdump", "-p", sys.argv[2]], check=True, stdout=subprocess.PIPE, text=True).stdout
others = {"rust-std"} if "NEEDED" in headers else {"rust-std", "glibc", "gcc"}

components = bom.get("components", []) + [bom["metadata"]["component"]]
found = [component.get("purl", "") for component in components]
crates = [purl for purl in found if purl.startswith("pkg:cargo/")]
faults += [f"{purl} is missing" for purl in sorted(wanted - set(crates))]
faults += [f"{purl} is not in the program" for purl in sorted(set(crates) - wanted)]
faults += [f"{purl} is there twice" for purl in sorted(set(found)) if found.count(purl) > 1]
more = {component["name"].split("-1")[0] for component in components if component.get("purl") not in crates}
if more != others:
    faults.append(f"besides crates there are {sorted(more)}, not {sorted(others)}")

refs = {component.get("bom-ref") for component in components}
for dependency in bom.get("dependencies", []):
    for ref in [dependency["ref"], *dependency.get("dependsOn", [])]:
        if ref not in refs:
            faults.append(f"{ref} is no component")
for component in components:
    if not component.get("licenses"):
        faults.append(f"{component['name']} has no licence")
if "file:/" in text or str(ROOT) in text:
    faults.append("it names a folder of the machine that made it")
print(*faults, sep="\n")
print(len(components), "components", len(faults), "faults")
sys.exit(bool(faults))
