"""Templates as they are kept: what can never change in them is made text once, when they are read."""

from typing import Any, Final

from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Template, TextNode, Variable
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch

from accord.server.web import quick

_DRAWINGS: Final = frozenset({"icon", "seat"})
"""Tags of ours whose drawing depends on their words alone."""


class Loader(cached.Loader):
    """Keeps templates in memory, folded."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return a template, reading and folding it the first time."""
        template = super().get_template(template_name, skip)
        if not isinstance(template.nodelist, Folded):
            template.nodelist = Folded(folded(template.nodelist))
        return template


class Folded(NodeList):
    """The nodes of a whole template, folded."""


def folded(nodes: NodeList) -> NodeList:
    """Return nodes of which those that never change are text; neighbouring text is one."""
    found: list[Node] = []
    for node in nodes:
        kept = (
            TextNode(_text(node))
            if is_constant(node)
            else quick.quickened(_with_folded_parts(node))
        )
        if isinstance(kept, TextNode) and found and isinstance(found[-1], TextNode):
            found[-1] = TextNode(found[-1].s + kept.s)
        else:
            found.append(kept)
    made = NodeList(found)
    made.contains_nontext = nodes.contains_nontext
    return made


def _with_folded_parts(node: Node) -> Node:
    if isinstance(node, IfNode):
        node.conditions_nodelists = [
            (condition, folded(part)) for condition, part in node.conditions_nodelists
        ]
        return node
    for name in node.child_nodelists:
        part = getattr(node, name, None)
        if isinstance(part, NodeList):
            setattr(node, name, folded(part))
    return node


def is_constant(node: Node) -> bool:
    """Tell whether a node is the same on every page."""
    if isinstance(node, TranslateNode):
        return not settings.USE_I18N and not node.asvar and _is_said(node.filter_expression)
    if isinstance(node, StaticNode):
        return not node.varname and _is_said(node.path)
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and _has_address(node)
    if isinstance(node, SimpleNode):
        told = [*node.args, *node.kwargs.values()]
        is_plain = not (node.takes_context or node.target_var)
        return is_plain and node.func.__name__ in _DRAWINGS and all(map(_is_said, told))
    return False


def _is_said(expression: FilterExpression) -> bool:
    """Tell whether the template itself says the value."""
    name = expression.var
    is_name = isinstance(name, Variable) and name.lookups is not None
    return not expression.filters and not is_name


def _has_address(node: URLNode) -> bool:
    if not _is_said(node.view_name):
        return False
    try:
        node.render(Context())
    except NoReverseMatch:
        return False
    return True


def _text(node: Node) -> str:
    return str(node.render(Context()))
