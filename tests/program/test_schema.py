"""The JSON Schema for editors: the presets fit it, mistakes do not."""

import re
from typing import Any

import pytest

from accord.program import parsing, presets, reading, schema, shelf

SCHEMA = schema.json_schema()
TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


KNOWN = {
    *("title", "description", "default", "$ref", "anyOf", "oneOf", "enum", "const", "type"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
    *("pattern", "items", "prefixItems", "minItems", "maxItems", "properties", "required"),
    *("additionalProperties", "propertyNames", "patternProperties", "minProperties"),
    *("$schema", "$defs"),
}


def fits(data: Any, part: Any) -> bool:
    """Validate as JSON Schema says, for the words that this schema uses."""
    if part is True:
        return True
    assert set(part) <= KNOWN, set(part) - KNOWN
    return _is(data, part.get("type")) and _combined(data, part) and _inside(data, part)


def _combined(data, part):
    ref = part.get("$ref")
    return (
        (ref is None or fits(data, SCHEMA["$defs"][ref.rpartition("/")[2]]))
        and ("anyOf" not in part or any(fits(data, one) for one in part["anyOf"]))
        and ("oneOf" not in part or sum(fits(data, one) for one in part["oneOf"]) == 1)
        and ("enum" not in part or data in part["enum"])
        and ("const" not in part or data == part["const"])
    )


def _inside(data, part):
    if isinstance(data, bool):
        return True
    for kind, check in (((int, float), _number), (str, _text), (list, _list), (dict, _mapping)):
        if isinstance(data, kind):
            return check(data, part)
    return True


def _is(data, name):
    if name is None:
        return True
    if name in {"integer", "number"}:
        whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        is_number = isinstance(data, int | float) and not isinstance(data, bool)
        return is_number and (name == "number" or whole)
    return isinstance(data, TYPES[name])


def _number(data, part):
    return (
        data >= part.get("minimum", data)
        and data <= part.get("maximum", data)
        and data > part.get("exclusiveMinimum", data - 1)
        and data < part.get("exclusiveMaximum", data + 1)
    )


def _text(data, part):
    is_long = part.get("minLength", 0) <= len(data) <= part.get("maxLength", len(data))
    return is_long and re.search(part.get("pattern", ""), data) is not None


def _list(data, part):
    first = part.get("prefixItems", [])
    return (
        part.get("minItems", 0) <= len(data) <= part.get("maxItems", len(data))
        and all(fits(one, rule) for one, rule in zip(data, first, strict=False))
        and all(fits(one, part.get("items", True)) for one in data[len(first) :])
    )


def _mapping(data, part):
    names = part.get("propertyNames", True)
    return (
        set(part.get("required", [])) <= set(data)
        and len(data) >= part.get("minProperties", 0)
        and all(fits(key, names) for key in data)
        and all(_entry(key, value, part) for key, value in data.items())
    )


def _entry(key, value, part):
    rules = [part["properties"][key]] if key in part.get("properties", {}) else []
    rules += [r for p, r in part.get("patternProperties", {}).items() if re.search(p, key)]
    others = part.get("additionalProperties", True)
    return all(fits(value, rule) for rule in rules or [others] if rule is not False) and (
        bool(rules) or others is not False
    )


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_fits_the_schema_as_written_and_laid_over(name):
    assert fits(reading.read(presets.text(name)).data, SCHEMA)
    assert fits(parsing.preset_data(name), SCHEMA["$defs"]["Program"] | {"$defs": {}})


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("calendar.fiscal_yaer", 1),
        ("calendar.week_starts", "munday"),
        ("tiers.one_to_one.capacity", "twenty"),
        ("profile.criteria.industry.weight", 101),
        ("stages.new.0.enter", {"any": []}),
        ("plays.0.steps", []),
        ("money", {}),
        ("title", None),
    ],
)
def test_a_mistake_does_not_fit(where, value):
    data = parsing.preset_data(shelf.DEFAULT)
    wrong = reading.changed(data, parsing.path_of(where, data), value)
    assert not fits(wrong, SCHEMA)


def test_an_overlay_needs_a_preset_that_exists():
    assert fits({"extends": "demo"}, SCHEMA)
    assert fits({"extends": "demo", "budget": {"test_share": 0.1}, "lists": {"ours": None}}, SCHEMA)
    assert not fits({"extends": "nothing"}, SCHEMA)
    assert not fits({"title": "Mine"}, SCHEMA)
    assert not fits({"extends": "demo", "budgt": {}}, SCHEMA)
