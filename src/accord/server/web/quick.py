"""Values in templates looked up and escaped with less ado; whatever is unusual goes Django's way."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.template import Context
from django.template.base import (
    FilterExpression,
    Node,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.smartif import TokenBase
from django.utils.functional import LazyObject
from django.utils.safestring import SafeString


class Name(Variable):
    """A name such as `page.row.name`: keys of mappings, then attributes of plain objects."""

    __slots__ = ()

    def _resolve_lookup(self, context: Context) -> Any:
        """Look up step by step; what is missing, called or found otherwise is left to Django."""
        try:
            found: Any = context
            for bit in self.lookups or ():
                kind: Any = type(found)
                found = found[bit] if _has_keys(kind) else getattr(found, bit)
                if callable(found):
                    return super()._resolve_lookup(context)  # type: ignore[misc]
        except Exception:  # noqa: BLE001 - Django tries the other ways, and says what is wrong
            return super()._resolve_lookup(context)  # type: ignore[misc]
        return found


@lru_cache(maxsize=1024)
def _has_keys(kind: Any) -> bool:
    return hasattr(kind, "__getitem__") and not issubclass(kind, LazyObject)


class Value(VariableNode):
    """A value on a page: text is escaped at once, drawings stand as they are."""

    def render(self, context: Context) -> SafeString:
        """Write the value."""
        found = self.filter_expression.resolve(context)
        if type(found) is SafeString:
            return found
        if type(found) is str and context.autoescape:
            return SafeString(escape(found))
        return SafeString(render_value_in_context(found, context))


def quickened(node: Node) -> Node:
    """Return a node whose names are looked up quickly; those inside it are not touched."""
    for part in vars(node).values():
        _quicken(part)
    if type(node) is VariableNode:
        made = object.__new__(Value)
        made.__dict__.update(node.__dict__)
        return made
    return node


def _quicken(part: Any) -> None:
    """Let every name of an expression, or of a collection of them, be looked up quickly."""
    if isinstance(part, FilterExpression):
        part.var = _named(part.var)
        for _function, arguments in part.filters:
            arguments[:] = [(is_name, _named(value)) for is_name, value in arguments]
    elif isinstance(part, TokenBase):
        _quicken_all(vars(part).values())
    elif isinstance(part, dict):
        _quicken_all(part.values())
    elif isinstance(part, list | tuple):
        _quicken_all(part)


def _quicken_all(parts: Iterable[Any]) -> None:
    for part in parts:
        if not isinstance(part, Node):
            _quicken(part)


def _named(value: Any) -> Any:
    is_plain = type(value) is Variable and value.lookups is not None and not value.translate
    return Name(value.var) if is_plain else value
