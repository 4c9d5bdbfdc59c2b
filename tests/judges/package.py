"""What a package document says of its book, a statement a line with what refines it,
and each entry of the page list: package.py FILE.epub"""
import sys
import zipfile

from lxml import etree

TYPE = "{http://www.idpf.org/2007/ops}type"

with zipfile.ZipFile(sys.argv[1]) as book:
    metadata = etree.fromstring(book.read("OEBPS/content.opf")).find("{*}metadata")
    navigation = etree.fromstring(book.read("OEBPS/nav.xhtml"))

refined = {}
for meta in metadata.iter("{*}meta"):
    if meta.get("refines"):
        refined.setdefault(meta.get("refines").lstrip("#"), []).append(f"{meta.get('property')}={meta.text}")
for element in metadata:
    if isinstance(element.tag, str) and not element.get("refines"):
        name = element.get("property") or element.get("name") or etree.QName(element).localname
        print(name, element.text or element.get("content"), *refined.get(element.get("id"), []))
for nav in navigation.iter("{*}nav"):
    if nav.get(TYPE) == "page-list":
        print(*(f"page {link.text}" for link in nav.iter("{*}a")), sep="\n")
