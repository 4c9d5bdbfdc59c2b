"""Holds ONIX messages against EDItEUR's schemas of ONIX 3.0 with their code lists, which the onixcheck
package carries: the XML Schema and the RELAX NG one. Prints what is wrong, a line each, then
"N messages M errors"."""
import sys
from pathlib import Path

import onixcheck
from lxml import etree

SCHEMAS = Path(onixcheck.__file__).parent / "schema"
xsd = etree.XMLSchema(etree.parse(SCHEMAS / "xsd3.0/ONIX_BookProduct_3.0_reference.xsd"))
rng = etree.RelaxNG(etree.parse(SCHEMAS / "rng3.0/ONIX_BookProduct_3.0_reference.rng"))
errors = 0
for path in sys.argv[1:]:
    message = etree.parse(path)
    for schema in (xsd, rng):
        schema.validate(message)
        for error in schema.error_log:
            errors += 1
            print(Path(path).name, error.line, error.message)
print(len(sys.argv) - 1, "messages", errors, "errors")
