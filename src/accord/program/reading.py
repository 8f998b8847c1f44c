"""Program text to plain data, with the line of every clause: YAML without its dangers."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from accord.program.problems import Path, Problem, dotted

LONGEST: Final = 400_000
"""Characters a program may have; the default one has a tenth of it."""
_MOST_NODES: Final = 100_000
_DEEPEST: Final = 40
_MOST_BRACKETS: Final = 200
_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#.*')
_STEP_BY_BRACKET: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_TAG: Final = "tag:yaml.org,2002:"
_CONSTANTS: Final = {"null": None, "true": True, "false": False}


@dataclass
class Reading:
    """Plain data, the line on which each path begins, and what could not be read."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def line_of(self, path: Path) -> int | None:
        """Return the line of a path, or of the nearest clause above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def complain(self, path: Path, message: str, hint: str = "") -> None:
        """Add a problem at a path."""
        self.problems.append(Problem(dotted(path), message, hint, self.line_of(path)))


def read(text: str) -> Reading:
    """Read program text; anything unreadable becomes a problem, never an exception."""
    reading = Reading()
    node = _compose(text, reading)
    if node is None:
        return reading
    if not isinstance(node, MappingNode):
        reading.complain((), "a program is a mapping of clauses", "begin with `schema:`")
        return reading
    reading.data = _value(node, (), reading)
    return reading


@lru_cache(maxsize=8)
def composed(text: str) -> Node | None:
    """Return the tree of a text, with the place of every node; kept, for edits read it again."""
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    return root


def _compose(text: str, reading: Reading) -> Node | None:
    if len(text) > LONGEST:
        reading.complain(
            (), f"the text has {len(text):,} characters; a program may have {LONGEST:,}"
        )
        return None
    if _depth(text) > _MOST_BRACKETS:
        reading.complain((), "brackets are nested too deeply")
        return None
    try:
        node = composed(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        said = error.problem or error.context or "it can't be read"
        reading.problems.append(Problem("", f"this is not YAML: {said}", _yaml_hint(said), line))
        return None
    except (YAMLError, ValueError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else "it can't be read"
        reading.problems.append(Problem("", f"this is not YAML: {first}"))
        return None
    except RecursionError:
        reading.complain((), "clauses are nested too deeply")
        return None
    if node is None:
        reading.complain((), "the program is empty", "begin with a preset")
    return node


def _depth(text: str) -> int:
    """Return how deep brackets stand in each other, roughly: deep ones take the reader for ever."""
    bare = _QUOTED.sub("", text)
    return max(accumulate(_STEP_BY_BRACKET.get(one, 0) for one in bare), default=0)


def _yaml_hint(said: str) -> str:
    if "mapping values are not allowed" in said:
        return "put text that holds a colon in quotes"
    if "tab" in said or "\\t" in said:
        return "indent with blanks, not tabs"
    return "check indents, brackets and quotes near this line"


def _value(node: Node, path: Path, reading: Reading) -> Any:
    reading.nodes += 1
    if reading.nodes == _MOST_NODES:
        reading.complain((), f"aliases unfold to more than {_MOST_NODES:,} values")
    if reading.nodes >= _MOST_NODES:
        return None
    reading.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _DEEPEST:
        reading.complain(path, f"clauses are nested more than {_DEEPEST} deep")
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, path, reading)
    if isinstance(node, SequenceNode):
        return [_value(one, (*path, place), reading) for place, one in enumerate(node.value)]
    return _scalar(node, path, reading)


def _mapping(node: MappingNode, path: Path, reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else None
        if not isinstance(key, str) or key == "<<":
            reading.complain(path, "keys are plain words", "write merged clauses out")
            continue
        inner = (*path, key)
        line = key_node.start_mark.line + 1
        if key in found:
            first = reading.lines[inner]
            reading.problems.append(
                Problem(dotted(inner), "stands here twice", f"it also stands on line {first}", line)
            )
            continue
        reading.lines[inner] = line
        found[key] = _value(value_node, inner, reading)
    return found


def _scalar(node: Node, path: Path, reading: Reading) -> Any:
    kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
    if kind in {"str", "timestamp"}:
        return text
    if kind in {"null", "bool"}:
        return _CONSTANTS.get(text.casefold())
    if kind in {"int", "float"}:
        try:
            return _number(text.replace("_", ""))
        except ValueError:
            reading.complain(path, f"{text[:40]} is no number that can be read here")
            return None
    reading.complain(path, f"the tag {node.tag} is not used in programs", "remove it")
    return None


def _number(text: str) -> int | float:
    if text.lstrip("+-")[:2].lower() in {"0x", "0o"}:
        return int(text, 0)
    if text.lstrip("+-").isdecimal():
        return int(text)
    number = float(text.replace(".inf", "inf").replace(".nan", "nan"))
    if math.isinf(number) and "inf" not in text.lower():
        message = f"{text} is too large"
        raise ValueError(message)
    return number


def merged(under: Any, over: Any) -> Any:
    """Lay one piece of data over another: mappings merge, null removes, all else replaces."""
    if not isinstance(under, Mapping) or not isinstance(over, Mapping):
        return over
    result = {key: value for key, value in under.items() if over.get(key, "") is not None}
    for key, value in over.items():
        if value is not None:
            result[key] = merged(under.get(key), value)
    return result


def changed(data: Any, path: Path, value: Any) -> Any:
    """Return data with another value at a path; nothing of the old data is touched."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(first, int):
        return [changed(one, rest, value) if i == first else one for i, one in enumerate(data)]
    inner = data if isinstance(data, Mapping) else {}
    return {**inner, str(first): changed(inner.get(str(first)), rest, value)}
