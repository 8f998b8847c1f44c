"""Every regular expression of the package, and text made to let each of them go back and back."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _parser

import accord
from accord.identity import machines

SOURCE = Path(accord.__file__).parent
_PUMPS_AT_MOST = 24


@dataclass(frozen=True)
class Used:
    """A pattern, and how it is asked for: from anywhere, or from the beginning only."""

    pattern: re.Pattern
    how: str

    def seconds(self, text: str) -> float:
        begun = time.process_time()
        getattr(self.pattern, self.how)(text)
        return time.process_time() - begun


def all_patterns() -> dict[str, Used]:
    """Return patterns by where they stand: written in calls, and held by modules."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        place = str(file.relative_to(SOURCE))
        for call in ast.walk(ast.parse(file.read_text())):
            if is_written(call) and call.func.attr != "compile":
                how = call.func.attr if call.func.attr in ("match", "fullmatch") else "search"
                found[f"{place}:{call.lineno}"] = Used(re.compile(call.args[0].value), how)
    for module in modules():
        text = Path(module.__file__ or "").read_text()
        for name, value in vars(module).items():
            asked = set(re.findall(rf"\b{name}(?:\[[^\]]*\])?\.(\w+)\(", text))
            how = asked.pop() if len(asked) == 1 else "search"
            for pattern in held(value):
                used = Used(pattern, how if how in ("match", "fullmatch") else "search")
                found[f"{module.__name__}.{name} {pattern.pattern[:30]!r}"] = used
    for pattern in machines._listed()[1]:
        found[f"list of crawlers {pattern.pattern[:40]!r}"] = Used(pattern, "search")
    return {place: u for place, u in found.items() if isinstance(u.pattern.pattern, str)}


def is_written(call) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        and call.func.attr != "escape"
        and bool(call.args)
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    )


def modules() -> Iterator:
    for info in pkgutil.walk_packages([str(SOURCE)], "accord."):
        if ".migrations." not in info.name and not info.name.endswith("__main__"):
            try:
                yield importlib.import_module(info.name)
            except ImportError:
                continue  # an extra that is not installed


def held(value, depth: int = 0) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for one in list(value)[:2_000]:
            yield from held(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for one in list(value.values())[:2_000]:
            yield from held(one, depth + 1)


def pumps(pattern: re.Pattern) -> list[str]:
    """Return short texts whose repetition a pattern's own loops would read over and over."""
    signs: dict[str, None] = {}
    _signs(_parser.parse(pattern.pattern, pattern.flags), signs, is_looped=False)
    singles = list(signs)[:8] or ["a"]
    pairs = [a + b for a in singles for b in singles if a != b]
    return (singles + pairs)[:_PUMPS_AT_MOST]


def _signs(tree, signs: dict[str, None], *, is_looped: bool) -> None:
    """Note a sign for every literal and class inside a repetition."""
    for code, said in tree:
        name = str(code)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _signs(said[2], signs, is_looped=is_looped or said[1] > 3)
        elif name in {"SUBPATTERN", "BRANCH", "ASSERT", "ASSERT_NOT"}:
            inner = said[3] if name == "SUBPATTERN" else said[1]
            for one in inner if name == "BRANCH" else [inner]:
                _signs(one, signs, is_looped=is_looped)
        elif is_looped and name in {"LITERAL", "IN", "ANY", "CATEGORY", "NOT_LITERAL"}:
            for sign in _of(name, said):
                signs.setdefault(sign)


_BY_CATEGORY = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a"}


def _of(name: str, said) -> list[str]:
    if name == "LITERAL":
        return [chr(said)]
    if name == "CATEGORY":
        return [_BY_CATEGORY.get(str(said), "!")]
    if name != "IN":
        return ["a", " "]
    found: list[str] = []
    for code, value in said:
        if str(code) == "NEGATE":
            return ["a", " ", "/"]
        if str(code) == "RANGE":
            found.append(chr(value[0]))
        elif str(code) in {"LITERAL", "CATEGORY"}:
            found += _of(str(code), value)
    return found[:3]


def slowness(used: Used, pump: str, most: int = 16_384) -> tuple[float, int]:
    """Return the worst growth of time when text doubles, once it takes time at all, and where."""
    for begin in ("", "x", pump):
        size, before = 8, 0.0
        while size <= most:
            text = begin + pump * (size // len(pump)) + "\x00"
            taken = used.seconds(text)
            if taken > 0.03 and size >= 512:  # a busy machine is no slow pattern
                taken = min(taken, used.seconds(text), used.seconds(text))
            if taken > 0.03 and (size < 512 or taken > 2.6 * max(before, 1e-4)):
                return taken / max(before, 1e-4), size
            before = taken
            size = size + 4 if size < 32 else size * 2
    return 1.0, 0
