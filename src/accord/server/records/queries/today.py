"""What a user should look at first: accounts worth acting on, changes, waiting work."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from accord.server.records.models import AppUser, ImportRun, ListSignature, SigningRound
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import (
    accounts,
    empty_seats,
    handoffs,
    lists,
    picture,
    programs,
    seeing,
)
from accord.server.records.queries.accounts import AccountRow
from accord.values import ids

_ACCOUNTS_AT_MOST: Final = 5
_CHANGES_AT_MOST: Final = 12
_RECENT_DAYS: Final = 7
_WARM_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this user: to sign, to review, to import."""

    kind: str
    title: str
    n: int
    link: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the week before, in words with its unit."""

    account: int
    public_id: str
    name: str
    kind: str
    sentence: str
    day: int


@dataclass(frozen=True, slots=True)
class Rising:
    """An account above its own usual: how many people were active, and how many usually are."""

    row: AccountRow
    people: int
    days: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class Today:
    """The page of today; `mine` and `everybody` count the accounts that have a next step."""

    accounts: tuple[AccountRow, ...]
    mine: int
    everybody: int
    changes: tuple[Change, ...]
    rising: tuple[Rising, ...]
    waiting: tuple[Waiting, ...]
    plays: tuple[dict[str, Any], ...]


def find_today(user: AppUser, *, is_mine: bool = False) -> Today:
    """Find what this user should look at first, among the user's own accounts or everybody's."""
    reader = picture.reader()
    if reader is None:
        return Today((), 0, 0, (), (), _waiting(user), ())
    return Today(
        accounts=_worth_acting(reader, user, is_mine=is_mine),
        mine=_count(reader, user, is_mine=True),
        everybody=_count(reader, user, is_mine=False),
        changes=_changes(reader),
        rising=_rising(reader),
        waiting=_waiting(user),
        plays=_plays(reader),
    )


_STEPS: Final = "s.next_verb IS NOT NULL"
_MINE: Final = (
    "(lower(coalesce(s.owner, '')) = $email OR lower(coalesce(s.next_owner, '')) = $email "
    "OR contains(lower(coalesce(s.team, '')), $quoted))"
)
_URGENCY: Final = (
    "CASE WHEN s.next_play IN ('reply', 'qualification') THEN 0 WHEN s.is_rising THEN 1 "
    "WHEN coalesce(s.last_day, 0) > $warm_since THEN 2 ELSE 3 END"
)
"""Replies and hand-offs run against a clock; then who is rising; whoever is quiet comes last."""


def _of(user: AppUser, *, is_mine: bool) -> tuple[str, dict[str, str]]:
    """Return the condition of accounts with a next step: the user owns, does or works them."""
    if not is_mine:
        return _STEPS, {}
    email = user.email.lower()
    return f"{_STEPS} AND {_MINE}", {"email": email, "quoted": f'"{email}"'}


def _count(reader: picture.Reader, user: AppUser, *, is_mine: bool) -> int:
    where, params = _of(user, is_mine=is_mine)
    return int(reader.tuples(f"SELECT count(*) FROM shown s WHERE {where}", **params)[0][0])


def _worth_acting(
    reader: picture.Reader, user: AppUser, *, is_mine: bool
) -> tuple[AccountRow, ...]:
    """Return who needs somebody first: by urgency, then by due day, then by value."""
    where, params = _of(user, is_mine=is_mine)
    rows = reader.rows(
        f"SELECT s.* FROM shown s WHERE {where} "
        f"ORDER BY {_URGENCY}, s.next_due_day, s.next_value DESC, s.account "
        f"LIMIT {_ACCOUNTS_AT_MOST}",
        **params,
        warm_since=reader.generation.as_of_day - _WARM_DAYS,
    )
    return tuple(accounts.row_of(row) for row in rows)


def _rising(reader: picture.Reader) -> tuple[Rising, ...]:
    """Return who rises beyond chance, whoever gained most points first."""
    rows = reader.shown(
        f"is_rising ORDER BY engagement_change DESC, account LIMIT {_ACCOUNTS_AT_MOST}"
    )
    return tuple(_rose(reader, accounts.row_of(row)) for row in rows)


def _rose(reader: picture.Reader, row: AccountRow) -> Rising:
    found = reader.of_account("rising", row.account) if reader.has("rising") else []
    detail = json.loads(found[0]["detail"] or "{}") if found else {}
    people = found[0]["people"] if found else 0
    return Rising(row, people, int(detail.get("days") or 0), detail.get("usual"))


def _changes(reader: picture.Reader) -> tuple[Change, ...]:
    """Return who entered a stage in the last week, the furthest stages and targets first."""
    since = reader.generation.as_of_day - _RECENT_DAYS
    rows = reader.rows(
        "SELECT account, name, domain, stage, since_day, motion FROM shown "
        "WHERE since_day >= $since AND tier IS NOT NULL AND stage <> 'unaware' "
        f"ORDER BY since_day DESC, rank, account LIMIT {_CHANGES_AT_MOST}",
        since=since,
    )
    titles = _stage_titles()
    return tuple(
        Change(
            account=row["account"],
            public_id=ids.public_id(row["account"]),
            name=row["name"] or row["domain"] or "(no name)",
            kind="stage",
            sentence=f"is now {titles.get(row['stage'], row['stage'])}",
            day=row["since_day"],
        )
        for row in rows
    )


def _stage_titles() -> dict[str, str]:
    if programs.current_adoption() is None:
        return {}
    return {stage.id: stage.title for _, stage in programs.current_program().stages.every()}


def _waiting(user: AppUser) -> tuple[Waiting, ...]:
    """Return the work that waits for somebody with this access role."""
    found = list(_handed(user))
    round_ = lists.open_round()
    if round_ is not None and _is_asked_to_sign(user, round_):
        title = "The target list waits for your signature"
        found.append(Waiting("sign", title, len(round_.members), "/targets/"))
    objections = sum(len(each) for each in lists.list_objections().values())
    if objections:
        found.append(Waiting("objection", "Objections to settle", objections, "/targets/"))
    found += [
        Waiting("draft", f"Draft to review: {draft.title}", 1, "/program/")
        for draft in programs.list_drafts()
    ]
    checked = ImportRun.objects.filter(state="checked", is_dry=True).count()
    if checked:
        found.append(Waiting("import", "Checked imports to confirm", checked, "/imports/"))
    return tuple(found)


def _handed(user: AppUser) -> Iterator[Waiting]:
    """Yield hand-offs to answer, promises of which somebody was told, and what follows."""
    if n := handoffs.count_open(user):
        yield Waiting("handoff", "Hand-offs wait for your answer", n, "/handoffs/")
    if n := empty_seats.count_sought(user.email):
        yield Waiting("seat", "Seats to find people for", n, f"/seats/?owner={quote(user.email)}")
    if told := handoffs.notices(user):
        title = (
            "Promises run out" if not any(t.is_escalation for t in told) else "Promises are late"
        )
        yield Waiting("promise", title, len(told), "/handoffs/")
    if user.access_role == AccessRole.MARKETING and (back := handoffs.rejected()):
        yield Waiting("back", "Hand-offs came back", len(back), "/handoffs/?whose=all#rejected")


def _is_asked_to_sign(user: AppUser, round_: SigningRound) -> bool:
    """Tell whether a side that this user signs for has not signed yet."""
    if seeing.sight() is not None:
        return False
    own = set(lists.SIDES) if user.access_role == AccessRole.ADMIN else {user.access_role}
    rows = ListSignature.objects.filter(round=round_).values_list("side", "signed_by")
    signed = {side for side, _ in rows}
    has_signed = user.email in {email for _, email in rows}
    return bool(own & set(lists.SIDES) - signed) and not has_signed


def _plays(reader: picture.Reader) -> tuple[dict[str, Any], ...]:
    """Return the plays that run now, with how many accounts each treats and holds out."""
    if not reader.has("play_runs"):
        return ()
    rows = reader.rows(
        "SELECT play, min(starts_day) AS starts_day, max(ends_day) AS ends_day, "
        "count(*) FILTER (arm <> 'held_out') AS treated, "
        "count(*) FILTER (arm = 'held_out') AS held_out "
        f"FROM {reader.source('play_runs')} "
        "WHERE starts_day <= $today AND (ends_day IS NULL OR ends_day >= $today) "
        "GROUP BY play ORDER BY play",
        today=reader.generation.as_of_day,
    )
    return tuple(rows)
