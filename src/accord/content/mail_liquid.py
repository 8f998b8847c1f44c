"""The template language of mails: few tags and filters, hard limits, and clear words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from liquid import BoundTemplate, Environment, FalsyStrictUndefined, Mode
from liquid.exceptions import (
    LiquidError,
    ResourceLimitError,
    UndefinedError,
)

from accord.values.errors import AccordError

TAGS: Final = ("assign", "break", "case", "comment", "continue", "for", "if", "unless")
"""Tags that a mail may use; `include` and `render` would read what is not the mail's own."""
FILTERS: Final = (
    "append", "at_least", "at_most", "capitalize", "ceil", "default", "divided_by", "downcase",
    "escape", "first", "floor", "last", "lstrip", "minus", "plus", "prepend", "remove", "round",
    "rstrip", "size", "strip", "strip_html", "times", "truncate", "truncatewords", "upcase",
    "url_encode",
)  # fmt: skip
"""Filters that a mail may use: none reads the clock, switches escaping off, or multiplies texts."""
_INSIDE: Final = ("#", "content", "output", "illegal")


class Missing(FalsyStrictUndefined):
    """A variable without a value: false in conditions, filled by `default`, never printed."""

    force_liquid_default = True


class _Limited(Environment):
    """Liquid that ends by itself, whatever is written."""

    loop_iteration_limit = 1_000
    output_stream_limit = 300_000
    local_namespace_limit = 100_000
    context_depth_limit = 20


def _environment(*, is_html: bool) -> Environment:
    found = _Limited(autoescape=is_html, undefined=Missing, tolerance=Mode.STRICT)
    allowed = {*TAGS, *_INSIDE}
    for name in [one for one in found.tags if one not in allowed]:
        del found.tags[name]
    for name in [one for one in found.filters if one not in FILTERS]:
        del found.filters[name]
    return found


_HTML: Final = _environment(is_html=True)
_PLAIN: Final = _environment(is_html=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template, and on which line; 0 where no line can be told."""

    line: int
    message: str


class MailTextError(AccordError):
    """A mail can't be written for somebody: a word is missing, or the text is wrong."""


def faults(source: str) -> list[Fault]:
    """Return what keeps a template from being read."""
    try:
        used = template(source, is_html=False).analyze().filters
    except LiquidError as error:
        return [_fault(error)]
    except RecursionError:
        return [Fault(0, "conditions stand inside each other too deep")]
    known = ", ".join(FILTERS)
    return [
        Fault(_line(source, places[0].index), f"there is no filter {name!r}; there are {known}")
        for name, places in used.items()
        if name not in FILTERS
    ]


def variables(source: str) -> dict[str, int]:
    """Return the variables of a readable template, each with the line where it is first used.

    A variable whose name is itself computed stands as `account[...]`: it can't be checked.
    """
    found: dict[str, int] = {}
    for uses in template(source, is_html=False).analyze().globals.values():
        for use in uses:
            found.setdefault(_name(use.segments), _line(source, use.span.index))
    return found


def printed(source: str, names: Iterable[str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return, by variable, why the template can't be filled when that one has no value."""
    found = {}
    for name in names:
        without = {space: dict(inside) for space, inside in values.items()}
        space, _, word = name.partition(".")
        without.get(space, {}).pop(word, None)
        try:
            fill(source, without, is_html=False)
        except MailTextError as error:
            found[name] = error.message
    return found


@lru_cache(maxsize=512)
def template(source: str, *, is_html: bool) -> BoundTemplate:
    """Read a template."""
    return (_HTML if is_html else _PLAIN).from_string(source)


def fill(source: str, values: Mapping[str, Any], *, is_html: bool) -> str:
    """Fill a template; values are escaped for HTML and never read as a template themselves.

    Raises:
        MailTextError: when a variable is missing, a limit is reached, or it can't be read.
    """
    try:
        return str(template(source, is_html=is_html).render(**_known(values)))
    except LiquidError as error:
        raise MailTextError(_fault(error).message) from None
    except (RecursionError, ArithmeticError, ValueError) as error:
        message = f"the text can't be filled ({type(error).__name__}); make it simpler"
        raise MailTextError(message) from None


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without those that say nothing, so that they count as missing."""
    return {
        space: {word: value for word, value in inside.items() if value not in (None, "", [])}
        for space, inside in values.items()
    }


def _line(source: str, index: int) -> int:
    return source.count("\n", 0, max(index, 0)) + 1


def _name(segments: Any) -> str:
    parts = [part if isinstance(part, str) else "[...]" for part in segments]
    return ".".join(parts).replace(".[...]", "[...]")


def _fault(error: LiquidError) -> Fault:
    """Say in plain words what is wrong."""
    message = str(error.message if hasattr(error, "message") else error.args[0])
    message = message.partition("\n")[0]
    token = error.token
    line = 0
    if token is not None and token.start_index >= 0:
        line = _line(token.source, token.start_index)
    if isinstance(error, UndefinedError):
        name = message.partition(" is undefined")[0].strip("'\"")
        return Fault(line, f"there is no {name}; write {{{{ {name} | default: ... }}}}")
    if isinstance(error, ResourceLimitError):
        return Fault(line, f"the text is too much work: {message}")
    if "unexpected tag" in message or "unknown tag" in message:
        return Fault(line, f"{message}; there are {', '.join(TAGS)}")
    return Fault(line, message.partition(" Token(")[0])
