"""What the fields of accounts say to each criterion: a share of its weight, exactly, or nothing."""

import difflib
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from accord.engine import names
from accord.engine.session import AsOf, Session
from accord.identity import countries
from accord.program import profile, words
from accord.program.profile import Criterion
from accord.values import points

_LIKE_ENOUGH: Final = 0.88
_CUSTOM: Final = "custom."


def column(field: str, accounts: str = "a") -> str:
    """Return the SQL of a field of an account; a custom one is read from its JSON."""
    if field.startswith(_CUSTOM):
        name = field.removeprefix(_CUSTOM).replace('"', "").replace("'", "")
        return f"json_extract_string({accounts}.custom, '$.\"{name}\"')"
    return f"{accounts}.{names.checked(field)}"


def is_number(field: str) -> bool:
    """Tell whether a field holds numbers."""
    return field in words.NUMBER_FIELDS


def as_number(field: str) -> str:
    """Return the SQL of a field as a number; null where it holds none."""
    return column(field) if is_number(field) else f"TRY_CAST({column(field)} AS DOUBLE)"


def shares(session: Session, place: int, criterion: Criterion, as_of: AsOf) -> str:
    """Return a query for (account, share, said) of every account where the criterion is known.

    `share` is whole millionths, `said` what the field holds, in words.
    """
    if criterion.bands is not None:
        query = _banded(criterion)
    elif criterion.field == "technologies":
        query = _technologies(session, place, criterion)
    else:
        query = _worded(session, place, criterion)
    if criterion.evidence_expires_days is None:
        return query
    return f"""
        SELECT e.account, e.share, e.said FROM ({query}) AS e
        JOIN ({_fresh(criterion, as_of)}) AS f ON f.account = e.account
    """


def _fresh(criterion: Criterion, as_of: AsOf) -> str:
    """Return a query for the accounts whose evidence for a field is young enough."""
    days = criterion.evidence_expires_days or 0
    oldest = as_of.us - days * 86_400_000_000
    return f"""
        SELECT DISTINCT k.account FROM company_records AS r
        JOIN accounts_by_record AS k ON k.key = r.key
        WHERE {column(criterion.field, "r")} IS NOT NULL AND r.known_at > {oldest}
        {_seen(criterion, as_of.day - days)}
    """


def _seen(criterion: Criterion, oldest_day: int) -> str:
    """Return more accounts with young evidence: those that a vendor saw products at."""
    if criterion.field != "technologies":
        return ""
    return f"UNION SELECT account FROM seen_technologies WHERE last_day > {oldest_day}"


def _banded(criterion: Criterion) -> str:
    number = as_number(criterion.field)
    bands = criterion.bands or ()
    last = bands[-1]
    cases = " ".join(
        f"WHEN v.number <= {band.to!r}e0 THEN {band.value}" for band in bands if band.to is not None
    )
    rest = last.value if last.to is None else 0
    share = f"CASE {cases} ELSE {rest} END" if cases else str(rest)
    return f"""
        SELECT v.account, CAST({share} AS BIGINT) AS share,
            CASE WHEN v.number = floor(v.number) THEN CAST(CAST(v.number AS BIGINT) AS VARCHAR)
                ELSE CAST(v.number AS VARCHAR) END AS said
        FROM (SELECT a.account, {number} AS number FROM accounts AS a) AS v
        WHERE v.number IS NOT NULL
    """


def _worded(session: Session, place: int, criterion: Criterion) -> str:
    field = f"CAST({column(criterion.field)} AS VARCHAR)"
    told = session.rows(
        f"SELECT DISTINCT {field} AS word FROM accounts AS a "
        f"WHERE trim({field}) <> '' ORDER BY word"
    )
    name = f"fit_words_{place}"
    rows = [(word, _share_of(criterion, word), _told(criterion, word)) for (word,) in told]
    _register(session, name, rows)
    return f"""
        SELECT a.account, w.share, w.said FROM accounts AS a
        JOIN {name} AS w ON w.word = {field}
    """


def _technologies(session: Session, place: int, criterion: Criterion) -> str:
    """Return a query for the shares of lists: an empty list is known, a missing one is not."""
    told = session.rows(
        "SELECT DISTINCT unnest(technologies) AS word FROM accounts "
        "WHERE technologies IS NOT NULL ORDER BY word"
    )
    parts = _parts(criterion)
    rows = [
        (word, number)
        for (word,) in told
        if word is not None
        for number, (_, meant) in enumerate(parts)
        if profile.plain(word) in meant
    ]
    name = f"fit_words_{place}"
    columns = {
        "word": pa.array([word for word, _ in rows], pa.string()),
        "part": pa.array([number for _, number in rows], pa.int32()),
        "share": pa.array([parts[number][0] for _, number in rows], pa.int64()),
    }
    session.register(name, pa.table(columns))
    gathered = "sum" if criterion.add is not None else "max"
    return f"""
        SELECT a.account,
            CAST(least(coalesce(f.share, 0), {points.MILLION}) AS BIGINT) AS share,
            coalesce(f.said, 'none of them') AS said
        FROM accounts AS a
        LEFT JOIN (
            SELECT account, {gathered}(share) AS share, string_agg(word, ', ' ORDER BY word) AS said
            FROM (
                SELECT u.account, w.part, max(w.share) AS share, min(u.word) AS word
                FROM (SELECT account, unnest(technologies) AS word FROM accounts) AS u
                JOIN {name} AS w ON w.word = u.word GROUP BY u.account, w.part
            ) GROUP BY account
        ) AS f ON f.account = a.account
        WHERE a.technologies IS NOT NULL
    """


def share(criterion: Criterion, value: Any) -> int | None:
    """Return the share, in millionths, that one value of the field earns; None if not known."""
    if value is None or value == "":
        return None
    if criterion.bands is not None:
        within = (band.value for band in criterion.bands if band.to is None or value <= band.to)
        return next(within, 0)
    if not isinstance(value, list):
        word = countries.code(str(value)) if criterion.field == "country" else str(value)
        return _share_of(criterion, word)
    held = {profile.plain(word) for word in value if word}
    earned = [part for part, meant in _parts(criterion) if held & meant]
    whole = sum(earned) if criterion.add is not None else max(earned, default=0)
    return min(whole, points.MILLION)


def _parts(criterion: Criterion) -> list[tuple[int, frozenset[str]]]:
    """Return each addend, or each value, with the words that earn it."""
    if criterion.add is not None:
        return [
            (part.value, frozenset().union(*(criterion.words_of(name) for name in part.has_any)))
            for part in criterion.add
        ]
    return [(share, criterion.words_of(name)) for name, share in (criterion.values or {}).items()]


def _share_of(criterion: Criterion, word: str) -> int:
    if criterion.add is not None:
        wanted = profile.plain(word)
        earned = sum(share for share, meant in _parts(criterion) if wanted in meant)
        return min(earned, points.MILLION)
    name = criterion.name_of(_spelled(criterion, word))
    return (criterion.values or {}).get(name, 0) if name else 0


def _told(criterion: Criterion, word: str) -> str:
    """Say what the field holds, and as what it was read when it was misspelt."""
    spelled = _spelled(criterion, word)
    return word if spelled == word else f"{word}, read as {spelled}"


def _spelled(criterion: Criterion, word: str) -> str:
    """Return the known word that a misspelt one is, else the word itself."""
    if criterion.add is not None:
        return word
    known = frozenset().union(*(criterion.words_of(name) for name in criterion.values or {}))
    return _nearest(word, known)


@lru_cache(maxsize=10_000)
def _nearest(word: str, known: frozenset[str]) -> str:
    wanted = profile.plain(word)
    if wanted in known:
        return word
    near = difflib.get_close_matches(wanted, sorted(known), n=1, cutoff=_LIKE_ENOUGH)
    return near[0] if near and near[0][0] == wanted[0] else word


def _register(session: Session, name: str, rows: list[tuple[str, int, str]]) -> None:
    columns = {
        "word": pa.array([row[0] for row in rows], pa.string()),
        "share": pa.array([row[1] for row in rows], pa.int64()),
        "said": pa.array([row[2] for row in rows], pa.string()),
    }
    session.register(name, pa.table(columns))
