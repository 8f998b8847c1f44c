"""Rules and values of a program in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accord.program import rules, words


def rule(one: rules.Rule) -> str:
    """Say a rule: "engagement at least 25 and people engaged at least 2 within 90 days"."""
    match one:
        case rules.AllOf(all=parts):
            return _joined(parts, " and ")
        case rules.AnyOf(any=parts):
            return _joined(parts, " or ")
        case rules.Not(not_=part):
            return f"not ({rule(part)})"
        case rules.Always():
            return "always"
        case rules.Named(rule=name):
            return f"the {name} rule holds"
        case _:
            return condition(one)


def _joined(parts: tuple[rules.Rule, ...], between: str) -> str:
    said = [
        f"({rule(part)})"
        if isinstance(part, rules.AllOf | rules.AnyOf) and len(parts) > 1
        else rule(part)
        for part in parts
    ]
    return between.join(said)


def condition(one: rules.Condition) -> str:
    """Say one comparison: "days to renewal at most 270"."""
    measure = words.measure_of(one.measure)
    said = [measure.title if measure else one.measure]
    if one.at_least is not None:
        said.append(f"at least {value(one.at_least)}")
    if one.at_most is not None:
        said.append(f"at most {value(one.at_most)}")
    if one.is_ is not None:
        said.append(f"is {value(one.is_)}")
    if one.in_ is not None:
        said.append(f"is one of {value(one.in_)}")
    if one.within_days is not None:
        said.append(f"within {one.within_days} days")
    return " ".join(said)


def value(one: Any) -> str:
    """Say a value as a person would read it."""
    if one is None or one in ("", [], {}):
        return "nothing"
    if isinstance(one, bool):
        return "yes" if one else "no"
    if isinstance(one, Mapping):
        return ", ".join(f"{plain(key)} {value(inner)}" for key, inner in one.items())
    if isinstance(one, list | tuple):
        return ", ".join(value(inner) for inner in one)
    if isinstance(one, int | float | Decimal):
        return f"{one:,}"
    return str(one)


def plain(key: object) -> str:
    """Write a key as words."""
    return str(key).replace("_", " ")
