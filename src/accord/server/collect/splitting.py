"""A body to its events, each as the bytes that were sent; one bad event spoils no other."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LITERAL: Final = re.compile(rb'("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b', re.DOTALL)
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_MARK: Final = b"\xef\xbb\xbf"
_TOP: Final = 2
_DEEP: Final = 200


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    sentAt: Any = None  # noqa: N815 - the wire's own word
    writeKey: Any = None  # noqa: N815 - the wire's own word
    context: msgspec.Raw = msgspec.Raw(b"")


class _Single(msgspec.Struct):
    sentAt: Any = None  # noqa: N815 - the wire's own word
    writeKey: Any = None  # noqa: N815 - the wire's own word


class Parts(NamedTuple):
    """The events of a body, and what stands beside them."""

    items: list[bytes]
    sent_at: Any = None
    write_key: Any = None
    context: bytes = b""
    is_whole: bool = False
    """The body should have held a batch and does not: it is kept whole."""


_BATCH_DECODER: Final = msgspec.json.Decoder(_Batch)
_SINGLE_DECODER: Final = msgspec.json.Decoder(_Single)
_LIST_DECODER: Final = msgspec.json.Decoder(list[msgspec.Raw])


def single(body: bytes) -> Parts | None:
    """Split a body that is one event; None if it can't be read."""
    body = body.removeprefix(_MARK)
    try:
        found = _SINGLE_DECODER.decode(body)
    except msgspec.ValidationError:
        return Parts([body])  # JSON, but no object: the event is what is wrong
    except (msgspec.DecodeError, RecursionError):
        mended = _mended(body)
        if mended is None:
            return None
        try:
            found = _SINGLE_DECODER.decode(mended)
        except msgspec.MsgspecError:
            return None
    return Parts([body], found.sentAt, found.writeKey)


def batch(body: bytes) -> Parts | None:
    """Split a body that holds events in `batch`; None if it can't be read."""
    body = body.removeprefix(_MARK)
    try:
        found = _BATCH_DECODER.decode(body)
    except msgspec.ValidationError:
        return _without_batch(body)
    except (msgspec.DecodeError, RecursionError):
        return _by_hand(body)
    items = [bytes(item) for item in found.batch]
    return Parts(items, found.sentAt, found.writeKey, bytes(found.context))


def _without_batch(body: bytes) -> Parts | None:
    """Read a bare list of events, or keep the body whole."""
    try:
        return Parts([bytes(item) for item in _LIST_DECODER.decode(body)])
    except msgspec.ValidationError:
        found = single(body)
        return found and found._replace(is_whole=True)


def _by_hand(body: bytes) -> Parts | None:
    """Split what the decoder refuses as a whole because of one event in it.

    Some senders write NaN or half a surrogate, and what is nested too deeply stops any
    decoder; the events beside it are good. What is broken otherwise can't be read.
    """
    region = _region(body)
    if region is None:
        return None
    start, end, items = region
    if any(_mended(item) is None for item in items):
        return None
    rest = _mended(body[:start] + b"[]" + body[end:])
    try:
        found = _BATCH_DECODER.decode(rest or b"")
    except msgspec.MsgspecError:
        return None
    return Parts(items, found.sentAt, found.writeKey, bytes(found.context))


def _region(body: bytes) -> tuple[int, int, list[bytes]] | None:
    """Find the list under "batch": where it begins and ends, and its items."""
    start = begin = 0
    items: list[bytes] = []
    for place, token, depth in _tokens(body):
        if not start:
            if token == b"[" and depth == _TOP and _is_named_batch(body[:place]):
                start, begin = place, place + 1
        elif depth == _TOP and token == b",":
            items.append(body[begin:place].strip())
            begin = place + 1
        elif depth == _TOP - 1 and token == b"]":
            last = body[begin:place].strip()
            return start, place + 1, [*items, last] if last or items else []
    return None


def _is_named_batch(before: bytes) -> bool:
    return re.search(rb'"batch"\s*:\s*$', before[-80:]) is not None


def _tokens(body: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield brackets and commas outside texts: place, token, and the depth after it."""
    depth = 0
    for found in _TOKEN.finditer(body):
        token = found[0]
        if token in b"[{":
            depth += 1
        elif token in b"]}":
            depth -= 1
        elif token != b",":
            continue
        yield found.start(), token, depth


def is_deeper(text: bytes, levels: int) -> bool:
    """Tell whether brackets are nested more than so many levels deep."""
    if text.count(b"{") + text.count(b"[") <= levels:
        return False
    return any(depth > levels for _, _, depth in _tokens(text))


def outside_texts(text: bytes) -> bytes:
    """Return JSON without the texts in it."""
    return _TEXT.sub(b"", text)


def has_half_surrogate(text: bytes) -> bool:
    """Tell whether some text may hold half a surrogate pair."""
    return _SURROGATE.search(text) is not None


def _mended(text: bytes) -> bytes | None:
    """Return JSON that would be sound but for NaN, half surrogates or its depth; else None."""
    plain = _LITERAL.sub(lambda found: _sound(found[1]) if found[1] else b"null", text)
    if is_deeper(plain, _DEEP):
        plain = _shallow(plain)
    try:
        msgspec.json.decode(plain)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return plain


def _sound(literal: bytes) -> bytes:
    return _SURROGATE.sub(rb"\\ufffd", literal)


def _shallow(text: bytes) -> bytes:
    """Leave out what is nested too deeply; brackets that don't match stay to be refused."""
    kept: list[bytes] = []
    begin = 0
    is_inside = False
    for place, token, depth in _tokens(text):
        if not is_inside and token in b"[{" and depth > _DEEP:
            kept.append(text[begin:place])
            is_inside = True
        elif is_inside and token in b"]}" and depth == _DEEP:
            kept.append(b"null")
            begin, is_inside = place + 1, False
    return b"".join([*kept, b"" if is_inside else text[begin:]])
