"""Activities as facts: rows dressed in words, keys and times, and what forms reveal."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.facts import activity_kinds, keys, schemas
from accord.values import ids, time
from accord.world import actions, addresses, columns, hits, pages, rows, sayings, spans
from accord.world.activities import Ground
from accord.world.rows import Rows
from accord.world.spans import Ints
from accord.world.streams import Stream

LATE_SHARE: Final = 0.03
TWICE_SHARE: Final = 0.01
_SKEWED_SHARE: Final = 0.01
_HALF_HOUR: Final = 30 * 60 * time.SECOND
_SOURCES: Final = {"site": "site", "content": "site", "product": "site", "sales": "crm"}
CHANNELS: Final = tuple(activity_kinds.channel_of(kind) for kind in rows.KINDS)
_SOURCE_BY_KIND: Final = tuple(_SOURCES.get(channel, channel) for channel in CHANNELS)


@dataclass(frozen=True)
class Named:
    """Who is named in a block: addresses and browsers, hashed once each."""

    addresses: pa.Array
    address_keys: Ints
    address_at: Ints  # per row; -1 none
    browsers: pa.Array
    browser_keys: Ints
    browser_at: Ints


def named(drawn: Rows, ground: Ground, seed: int) -> Named:
    """Return the addresses and browser ids of a block's rows."""
    in_form = (drawn.named == rows.BY_BOTH) & (drawn.person >= 0)
    by_mail = (drawn.named == rows.BY_MAIL) & (drawn.person >= 0)
    who = np.where(in_form, drawn.person * 2 + 1, np.where(by_mail, drawn.person * 2, -1))
    unique, at = np.unique(who, return_inverse=True)
    offset = int(unique.size > 0 and unique[0] < 0)
    found = unique[offset:]
    formal = found % 2 == 1
    texts = addresses.addresses(ground.people, ground.companies, found // 2)
    typed = addresses.in_forms(ground.people, ground.companies, found[formal] // 2)
    texts = pc.replace_with_mask(texts, pa.array(formal), typed)
    browsing = np.isin(drawn.named, (rows.BY_BROWSER, rows.BY_BOTH))
    devices, device_at = np.unique(np.where(browsing, drawn.device, -1), return_inverse=True)
    gap = int(devices.size > 0 and devices[0] < 0)
    browser_ids = addresses.browser_ids(devices[gap:], seed)
    return Named(
        addresses=texts,
        address_keys=np.array([keys.email_key(text) for text in texts.to_pylist()], dtype=np.int64),
        address_at=at - offset,
        browsers=pa.array(browser_ids, type=pa.string()),
        browser_keys=np.array([keys.anonymous_key(text) for text in browser_ids], dtype=np.int64),
        browser_at=device_at - gap,
    )


def table(drawn: Rows, who: Named, ground: Ground, first_number: int, rng: Stream) -> pa.Table:
    """Return a block's activities as facts; about one in a hundred stands there twice."""
    count = len(drawn)
    occurred, known, received = _times(drawn, ground.span.end_us, rng)
    numbers = first_number + np.arange(count)
    given = {
        "fact_id": columns.numbered("a", numbers),
        "source": columns.picked(_SOURCE_BY_KIND, drawn.kind),
        "occurred_at": occurred,
        "known_at": known,
        "received_at": received,
        "is_backfilled": pa.repeat(False, count),
        "day": spans.workspace_days(occurred).astype(np.int32),
        "known_day": spans.workspace_days(known).astype(np.int32),
        "half_hour": occurred // _HALF_HOUR,
    } | _words(drawn, who, ground)
    arrays = [
        columns.column(given.get(field.name), field.type, count)
        for field in schemas.SCHEMA_BY_KIND["activities"]
    ]
    facts = pa.Table.from_arrays(arrays, schema=schemas.SCHEMA_BY_KIND["activities"])
    return _with_echoes(facts, ground.span.end_us, rng)


def _times(drawn: Rows, end_us: int, rng: Stream) -> tuple[Ints, Ints, Ints]:
    """Return when each happened by its own clock, was knowable and reached us."""
    count = len(drawn)
    quick = (rng.random(count) * 2 * time.SECOND).astype(np.int64)
    slow = (rng.exponential(2 * 86_400, count) * time.SECOND).astype(np.int64)
    late = rng.random(count) < LATE_SHARE
    known = drawn.moment + np.where(late, np.minimum(slow, 20 * spans.DAY_US), quick)
    known = np.maximum(np.minimum(known, end_us), np.minimum(drawn.moment, end_us))
    skew = actions.mixed(drawn.device + 3)
    is_skewed = (skew % np.uint64(1000)).astype(np.int64) < 1000 * _SKEWED_SHARE
    off = ((skew >> np.uint64(20)) % np.uint64(180)).astype(np.int64) - 90
    by_browser = np.isin(drawn.named, (rows.BY_BROWSER, rows.BY_BOTH))
    occurred = drawn.moment + np.where(is_skewed & by_browser, off * 60 * time.SECOND, 0)
    return np.minimum(occurred, end_us), known, known


@cache
def _hashes() -> dict[str, Ints]:
    return {
        "kind": np.array([ids.code32(kind) for kind in rows.KINDS], dtype=np.int64),
        "channel": np.array([ids.code32(channel) for channel in CHANNELS], dtype=np.int64),
        "asset": np.array([ids.hash64("asset", name) for name in pages.NAMES] + [0]),
        "agent": np.array([ids.hash64("agent", name) for name in pages.AGENTS] + [0]),
    }


def _words(drawn: Rows, who: Named, ground: Ground) -> dict[str, Any]:
    hashes = _hashes()
    address_keys = np.append(who.address_keys, 0)[who.address_at]
    browser_keys = np.append(who.browser_keys, 0)[who.browser_at]
    return {
        "kind": hashes["kind"][drawn.kind].astype(np.int32),
        "channel": hashes["channel"][drawn.kind].astype(np.int32),
        "asset": hashes["asset"][drawn.asset],
        "person_key": np.where(address_keys != 0, address_keys, browser_keys),
        "company_key": _company_keys(drawn, ground),
        "agent": hashes["agent"][drawn.agent],
        "account": np.zeros(len(drawn), dtype=np.int64),
        "person": np.zeros(len(drawn), dtype=np.int64),
        "kind_name": columns.picked(rows.KINDS, drawn.kind),
        "channel_name": columns.picked(CHANNELS, drawn.kind),
        "asset_name": columns.picked(pages.NAMES, drawn.asset),
        "title": columns.picked(pages.TITLES, drawn.asset),
        "text": columns.picked(sayings.TEXTS, drawn.text),
        "user_agent": columns.picked(pages.AGENTS, drawn.agent),
        "campaign": columns.picked(pages.CAMPAIGNS, drawn.campaign),
        "email": columns.picked(who.addresses, who.address_at),
        "anonymous_id": columns.picked(who.browsers, who.browser_at),
    } | hits.columns_of(drawn, ground.guards, ground.habits, ground.networks)


def _company_keys(drawn: Rows, ground: Ground) -> Ints:
    placed = np.where(drawn.is_placed & (drawn.company >= 0), drawn.company, -1)
    unique, at = np.unique(placed, return_inverse=True)
    hashed = [
        keys.domain_key(ground.companies.domains[company]) if company >= 0 else 0
        for company in unique.tolist()
    ]
    return np.array(hashed, dtype=np.int64)[at]


def _with_echoes(facts: pa.Table, end_us: int, rng: Stream) -> pa.Table:
    """Let some facts be heard twice: the same in everything but when they reached us."""
    count = facts.num_rows
    echoes = np.sort(rng.choice(count, int(TWICE_SHARE * count), replace=False))
    heard = facts.take(echoes)
    received = heard["received_at"].to_numpy() + rng.integers(1, 600, echoes.size) * time.SECOND
    at = heard.schema.get_field_index("received_at")
    heard = heard.set_column(at, heard.schema.field(at), pa.array(np.minimum(received, end_us)))
    both = pa.concat_tables([facts, heard])
    return both.take(np.argsort(np.concatenate([np.arange(count), echoes]), kind="stable"))


def revealed(drawn: Rows, by: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Return, for each person who named themselves in one of these ways, their first row."""
    open_rows = np.flatnonzero(
        np.isin(drawn.named, by) & (drawn.person >= 0) & (drawn.verdict == rows.HUMAN)
    )
    order = open_rows[np.argsort(drawn.moment[open_rows], kind="stable")]
    _, first = np.unique(drawn.person[order], return_index=True)
    return order[first]


def first_per_browser(drawn: Rows) -> npt.NDArray[np.int64]:
    """Return the first row by which each browser was told to be somebody's."""
    open_rows = np.flatnonzero((drawn.named == rows.BY_BOTH) & (drawn.person >= 0))
    order = open_rows[np.argsort(drawn.moment[open_rows], kind="stable")]
    _, first = np.unique(drawn.device[order], return_index=True)
    return order[first]
