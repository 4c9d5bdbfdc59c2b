"""Makes a PDF with pandoc and Typst, as `pandoc --pdf-engine=typst` does.

    pandoc_typst.py PANDOC PDF PAGE...

Typst comes as a Python package here, which has no command for pandoc to call.
"""

import subprocess
import sys
from pathlib import Path

import typst

pandoc, pdf, *pages = sys.argv[1:]
source = Path(pdf).with_suffix(".typ")
subprocess.run([pandoc, "--quiet", "-s", "-t", "typst", "-o", source, *pages], check=True)
typst.compile(str(source), output=pdf)
