"""Compiles what phasebook gives the layout engine with Typst alone.

typst_alone.py FOLDER PDF
"""

import sys

import typst

folder, pdf = sys.argv[1:3]
typst.compile(
    f"{folder}/theme/handbook.typ",
    output=pdf,
    root=folder,
    font_paths=[f"{folder}/fonts"],
    ignore_system_fonts=True,
    pdf_standards=["ua-1", "a-2a"],
)
