"""outloud's verdict on a PDF: "PASS 0 errors 0 warnings", after its findings."""
import json
import subprocess
import sys
from pathlib import Path

outloud = Path(sys.executable).parent / "outloud"
done = subprocess.run([outloud, "--json", "-", "-q", sys.argv[1]], capture_output=True, text=True)
result = json.loads(done.stdout[done.stdout.index("{"):])["results"][0]
for finding in result["findings"]:
    if finding.get("severity") != "info":
        print(finding)
counts = result["counts"]
print(result["verdict"].upper(), counts["error"], "errors", counts["warning"], "warnings")
