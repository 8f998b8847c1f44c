"""The JSON Schema of programs, for editors that complete and check while one types."""

from typing import Any, Final

from accord.program import shelf
from accord.program.model import Program

_DEFS: Final = "#/$defs/"
_PARTIAL: Final = "Partial"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a program, or of an overlay over a preset."""
    whole = Program.model_json_schema(by_alias=True, ref_template=_DEFS + "{model}")
    defs = whole.pop("$defs")
    partial_defs = {_PARTIAL + name: _partial(one) for name, one in defs.items()}
    overlay = _partial(whole)
    overlay["properties"]["extends"] = {"enum": list(shelf.NAMES)}
    overlay["required"] = ["extends"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Accord program",
        "anyOf": [{"$ref": _DEFS + "Program"}, {"$ref": _DEFS + "Overlay"}],
        "$defs": {**defs, **partial_defs, "Program": whole, "Overlay": overlay},
    }


def _partial(schema: Any) -> Any:
    """Copy a schema with nothing required, for clauses that a preset completes; null removes."""
    if isinstance(schema, list):
        return [_partial(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: _partial(one) for key, one in schema.items() if key not in {"required", "$ref"}}
    if isinstance(schema.get("$ref"), str):
        copy["$ref"] = schema["$ref"].replace(_DEFS, _DEFS + _PARTIAL)
    if isinstance(schema.get("additionalProperties"), dict):
        copy["additionalProperties"] = _or_null(copy["additionalProperties"])
    for key in ("properties", "patternProperties"):
        if isinstance(schema.get(key), dict):
            copy[key] = {name: _or_null(one) for name, one in copy[key].items()}
    return copy


def _or_null(schema: Any) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
