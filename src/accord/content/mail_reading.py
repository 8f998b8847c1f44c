"""Finished HTML of a mail, read again: its links in order, and the same as plain text."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = {
    "p", "div", "tr", "table", "h1", "h2", "h3", "ul", "ol", "blockquote", "hr", "section",
}  # fmt: skip
_SILENT: Final = {"head", "style", "title", "script"}
_RUNNING: Final = {"script", "iframe", "object", "embed", "form", "input", "base", "link", "meta"}
_BAD_SCHEME: Final = re.compile(r"\s*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_ADDRESSES: Final = {"href", "src", "background", "action", "xlink:href"}


def links(html: str) -> tuple[str, ...]:
    """Return the web addresses that a mail leads to, each once, in the order they stand."""
    found: dict[str, None] = {}

    def note(address: str) -> str:
        found.setdefault(address)
        return address

    with_links(html, note)
    return tuple(found)


def with_links(html: str, change: Callable[[str], str]) -> str:
    """Return HTML in which every link to a web address leads where `change` says."""
    reader = _Rewriter(change)
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def to_text(html: str) -> str:
    """Return the words of a mail for readers without HTML: links in brackets, lists with dashes."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def dangers(html: str) -> list[str]:
    """Name what in HTML would run or fetch by itself: nothing of it may be in a mail."""
    reader = _Dangers()
    reader.feed(html)
    reader.close()
    return sorted(set(reader.found))


def _is_web(address: str) -> bool:
    return address.strip().lower().startswith(("http://", "https://"))


class _Rewriter(HTMLParser):
    """Writes HTML out as it was, but for the addresses of its links."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._change = change

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        href = dict(attrs).get("href") if tag in {"a", "area"} else None
        if href is None or not _is_web(href):
            self.parts.append(text)
            return
        given = [
            (name, self._change(value.strip()) if name == "href" and value else value)
            for name, value in attrs
        ]
        inside = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in given
        )
        self.parts.append(f"<{tag}{inside}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.parts.append(f"<![{data}]>")


class _Words(HTMLParser):
    """Collects the words of HTML with their line ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._hrefs: list[tuple[str, int]] = []
        self._counts: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._hrefs.append((dict(attrs).get("href") or "", len(self.parts)))
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
            if tag in {"ul", "ol"}:
                self._counts.append(1 if tag == "ol" else 0)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._hrefs:
            href, start = self._hrefs.pop()
            said = "".join(self.parts[start:]).strip()
            if href and said != href:
                self.parts.append(f" ({href.removeprefix('mailto:')})" if said else href)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
            if tag in {"ul", "ol"} and self._counts:
                self._counts.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _item(self) -> None:
        n = self._counts[-1] if self._counts else 0
        self.parts.append(f"\n{n}. " if n else "\n- ")
        if n:
            self._counts[-1] = n + 1


class _Dangers(HTMLParser):
    """Finds what runs, fetches or sends by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "meta" and said.get("http-equiv", "").lower() != "refresh":
            return
        if tag in _RUNNING and not (tag == "link" and said.get("rel") == "stylesheet"):
            self.found.append(f"<{tag}>")
        for name, value in said.items():
            if name.startswith("on"):
                self.found.append(name)
            elif name in _ADDRESSES and _BAD_SCHEME.match(value):
                self.found.append(f"{name}={value[:40]}")
