"""Plain paragraphs to HTML, before any value is filled in: what a value holds stays words."""

import re
from collections.abc import Callable
from html import escape
from typing import Final

import nh3

_LIQUID: Final = re.compile(
    r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL
)
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Private characters around the number of a piece of Liquid, while the text around it is read."""
_PIECE: Final = re.compile(f"{_OPEN}(o|t)([0-9]+){_CLOSE}")
_ONLY_TAGS: Final = re.compile(f"(?:\\s|{_OPEN}t[0-9]+{_CLOSE})+")
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\(([^\s()]+)\)")
_BARE: Final = re.compile(
    r"(?<![\"'>=(\]\w/])https?://(?:[^\s<>\"')\]\ue000\ue001]|\ue000o[0-9]+\ue001)+"
)
_BOLD: Final = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_ITALIC: Final = re.compile(r"(?<![*\w])\*(\S(?:[^*\n]*\S)?)\*(?![*\w])")
_HEADING: Final = re.compile(r"(#{1,3})\s+(.+)")
_BULLET: Final = re.compile(r"\s*[-*•]\s+(.+)")
_NUMBER: Final = re.compile(r"\s*[0-9]{1,2}[.)]\s+(.+)")
_TAG_LIKE: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPTY: Final = re.compile(r"<(p|li|ul|ol|h[123])>\s*</\1>")
_TAGS: Final = {
    "a", "b", "blockquote", "br", "em", "h1", "h2", "h3", "hr", "i", "img", "li", "ol", "p",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "table": {"width", "align"},
}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}


def to_html(source: str) -> str:
    """Return the paragraphs, lists and links of a template as an HTML template.

    Tags of HTML that an author writes stay and are cleaned once the values are in.
    """
    pieces: list[str] = []

    def put(found: re.Match[str]) -> str:
        pieces.append(found.group())
        kind = "o" if found.group().startswith("{{") else "t"
        return f"{_OPEN}{kind}{len(pieces) - 1}{_CLOSE}"

    plain = source.replace(_OPEN, "").replace(_CLOSE, "").replace("\r\n", "\n")
    text = _LIQUID.sub(put, plain)
    blocks = [_block(block) for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    return _PIECE.sub(lambda found: pieces[int(found[2])], "\n".join(blocks))


def clean(html: str) -> str:
    """Return HTML in which nothing runs and no address is other than of web, mail or phone."""
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    before = ""
    while before != safe:
        before, safe = safe, _EMPTY.sub("", safe)
    return safe.strip()


def _block(block: str) -> str:
    """Return one paragraph, heading or list; tags of Liquid that stand alone get no paragraph."""
    lines = block.strip("\n").split("\n")
    if _ONLY_TAGS.fullmatch(block):
        return block.strip()
    found: list[str] = []
    flow: list[str] = []
    for line in [*lines, None]:
        kind = "" if line is None or _kind(line) else "flow"
        if kind and line is not None:
            flow.append(line)
            continue
        if flow:
            found.append(_paragraph(flow))
            flow = []
        if line is not None:
            found.append(_special(line))
    return _listed("\n".join(found))


def _kind(line: str) -> str:
    """Tell what a line is other than running text."""
    if _ONLY_TAGS.fullmatch(line):
        return "tag"
    if _HEADING.fullmatch(line.strip()):
        return "heading"
    return "ul" if _BULLET.fullmatch(line) else "ol" if _NUMBER.fullmatch(line) else ""


def _special(line: str) -> str:
    kind = _kind(line)
    if kind == "tag":
        return line.strip()
    if kind == "heading":
        found = _HEADING.fullmatch(line.strip())
        level = len(found[1]) if found else 1
        return f"<h{level}>{_inline(found[2] if found else line)}</h{level}>"
    found = (_BULLET if kind == "ul" else _NUMBER).fullmatch(line)
    return f"<{kind}><li>{_inline(found[1] if found else line)}</li></{kind}>"


def _listed(html: str) -> str:
    """Join neighbouring items into one list; tags of Liquid may stand between them."""
    return re.sub(f"</(ul|ol)>((?:\\s|{_OPEN}t[0-9]+{_CLOSE})*)<\\1>", r"\2", html)


def _paragraph(lines: list[str]) -> str:
    text = "<br>\n".join(_inline(line.strip()) for line in lines)
    is_block = re.match(
        r"\s*</?(?:p|h[123]|ul|ol|li|table|t[rdh]|thead|tbody|blockquote|hr)\b", text
    )
    return text.replace("<br>\n", "\n") if is_block else f"<p>{text}</p>"


def _inline(line: str) -> str:
    """Return a line with its links and stresses; tags of HTML stay as they are."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"{_OPEN}k{len(kept) - 1}{_CLOSE}"

    line = _TAG_LIKE.sub(lambda found: keep(found.group()), line)
    line = escape(line, quote=False)
    line = _LINK.sub(
        lambda found: keep(f'<a href="{_quoted(found[2])}">') + found[1] + keep("</a>"), line
    )
    line = _BARE.sub(lambda found: _bare(found.group(), keep), line)
    line = _BOLD.sub(r"<strong>\1</strong>", line)
    line = _ITALIC.sub(r"<em>\1</em>", line)
    return re.sub(f"{_OPEN}k([0-9]+){_CLOSE}", lambda found: kept[int(found[1])], line)


def _bare(found: str, keep: Callable[[str], str]) -> str:
    """Return an address that stands in running text as a link; what ends the sentence is not in it."""
    address = found.rstrip(".,;:!?")
    link = keep(f'<a href="{_quoted(address)}">')
    return f"{link}{address}{keep('</a>')}{found[len(address) :]}"


def _quoted(address: str) -> str:
    """Return an address that was escaped already, its quotation marks too."""
    return address.replace('"', "&quot;")
