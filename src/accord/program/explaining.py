"""What the types found wrong, said in the words of the program's own clauses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from accord.program.model import Program
from accord.program.problems import Path, Problem, did_you_mean, dotted

_WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a clause that is known here",
    "int_type": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "finite_number": "should be a finite number",
    "string_type": "should be text",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list",
    "dict_type": "should be a mapping of words to clauses",
    "mapping_type": "should be a mapping of words to clauses",
    "model_type": "should be a mapping of words to clauses",
    "model_attributes_type": "should be a mapping of words to clauses",
    "union_tag_not_found": "should be a rule",
    "union_tag_invalid": "has a form that can't stand here",
}
_LIMITS: Final = {
    "greater_than": "should be more than {gt}",
    "greater_than_equal": "should be at least {ge}",
    "less_than": "should be less than {lt}",
    "less_than_equal": "should be at most {le}",
    "too_short": "should have at least {min_length} item",
    "too_long": "should have at most {max_length} items",
    "string_too_short": "should not be empty",
    "string_too_long": "should have at most {max_length} characters",
    "literal_error": "should be {expected}",
}
_NAME_PATTERN: Final = "^[a-z][a-z0-9_]*$"


def own(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out lists that are called too short only because their items are faulty."""
    return [
        detail
        for detail in details
        if detail["type"] != "too_short" or not any(_is_inside(one, detail) for one in details)
    ]


def _is_inside(one: ErrorDetails, outer: ErrorDetails) -> bool:
    depth = len(outer["loc"])
    return len(one["loc"]) > depth and one["loc"][:depth] == outer["loc"]


def problems(details: Sequence[ErrorDetails], data: Any) -> list[Problem]:
    """Say each error in words, one problem a place: what its forms could be is joined by "or"."""
    found: dict[str, Problem] = {}
    for detail in details:
        path = real_path(detail, data)
        where = dotted(with_ids(path, data))
        message, hint = _message(detail), _hint(detail, path)
        before = found.get(where)
        if before and message not in before.message:
            message = f"{before.message} or {message.removeprefix('should be ')}"
        found[where] = Problem(where, message, hint or (before.hint if before else ""))
    return list(found.values())


def real_path(detail: ErrorDetails, data: Any) -> Path:
    """Return the place of an error in the data: names of forms and types are left out."""
    path: list[str | int] = []
    last = len(detail["loc"]) - 1
    for place, part in enumerate(detail["loc"]):
        names_absent = place == last and detail["type"] in {"missing", "extra_forbidden"}
        if isinstance(data, Mapping) and (part in data or names_absent):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
    return tuple(path)


def with_ids(path: Path, data: Any) -> Path:
    """Replace places in lists by the ids of their items, where they have one."""
    named: list[str | int] = []
    for part in path:
        inner = _get(data, part)
        own = inner.get("id") if isinstance(inner, Mapping) else None
        named.append(own if isinstance(part, int) and isinstance(own, str) else part)
        data = inner
    return tuple(named)


def _get(data: Any, part: str | int) -> Any:
    if isinstance(data, list) and isinstance(part, int):
        return data[part] if part < len(data) else None
    return data.get(part) if isinstance(data, Mapping) else None


def _message(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing" and isinstance(detail["loc"][-1], int):
        return "has too few items"
    if kind in _WORDS:
        return _WORDS[kind]
    if kind in _LIMITS:
        return _LIMITS[kind].format(**context)
    return f"{_short(detail['input'])} is not written as it should be"


def _hint(detail: ErrorDetails, path: Path) -> str:
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return did_you_mean(path[-1], known_keys(path[:-1]))
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return did_you_mean(detail["input"], words) if len(words) > 1 else ""
    if kind == "string_pattern_mismatch":
        named = "small letters, digits and underscores, beginning with a letter"
        pattern = context["pattern"]
        return named if pattern == _NAME_PATTERN else f"pattern {pattern}"
    if kind == "string_type" and isinstance(detail["input"], bool | int | float):
        return f'put it in quotes: "{detail["input"]}"'
    return ""


def _short(value: Any) -> str:
    longest = 60
    text = f'"{value}"'
    return text if len(text) <= longest else f'{text[:longest]}..."'


def known_keys(path: Path) -> tuple[str, ...]:
    """List the keys that a clause at a path may have; empty where any key may stand."""
    names: dict[str, None] = {}
    for model in _models(Program, path):
        for name, field in model.model_fields.items():
            names[field.alias or name] = None
    return tuple(names)


def _models(annotation: Any, path: Path) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not path:
            yield annotation
            return
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == path[0]:
                yield from _models(field.annotation, path[1:])
        return
    parts = get_args(annotation)
    takes_part = _takes_part(annotation)
    for part in parts:
        yield from _models(part, path[1:] if takes_part and path else path)


def _takes_part(annotation: Any) -> bool:
    """Tell whether an annotation is a mapping or list, so that a path goes one step into it."""
    origin = getattr(annotation, "__origin__", None)
    return origin is tuple or (isinstance(origin, type) and issubclass(origin, Mapping))
