"""What a user should look at first: accounts worth acting on, changes, waiting work."""

from dataclasses import dataclass
from typing import Any, Final

from accord.server.records.models import AppUser, ImportRun, ListSignature
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, lists, picture, programs
from accord.server.records.queries.accounts import AccountRow
from accord.values import ids

_ACCOUNTS_AT_MOST: Final = 5
_CHANGES_AT_MOST: Final = 12
_RECENT_DAYS: Final = 7


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
class Today:
    """The page of today."""

    accounts: tuple[AccountRow, ...]
    changes: tuple[Change, ...]
    rising: tuple[AccountRow, ...]
    waiting: tuple[Waiting, ...]
    plays: tuple[dict[str, Any], ...]


def find_today(user: AppUser) -> Today:
    """Find what this user should look at first: a seller's own accounts before all others."""
    reader = picture.reader()
    if reader is None:
        return Today((), (), (), _waiting(user), ())
    return Today(
        accounts=_worth_acting(reader, user),
        changes=_changes(reader),
        rising=_shown(
            reader, "is_rising ORDER BY engagement_change DESC, account", _ACCOUNTS_AT_MOST
        ),
        waiting=_waiting(user),
        plays=_plays(reader),
    )


def _worth_acting(reader: picture.Reader, user: AppUser) -> tuple[AccountRow, ...]:
    """Return the accounts where acting today is worth most, the user's own first."""
    if not reader.has("next_steps"):
        return ()
    rows = reader.rows(
        f"SELECT s.* FROM shown s JOIN {reader.source('next_steps')} n ON n.account = s.account "
        "ORDER BY (lower(coalesce(n.owner, '')) IN ($email, $name)) DESC, "
        f"n.rank_value DESC, s.account LIMIT {_ACCOUNTS_AT_MOST}",
        email=user.email,
        name=user.name.lower(),
    )
    return tuple(accounts.row_of(row) for row in rows)


def _shown(reader: picture.Reader, condition: str, n: int) -> tuple[AccountRow, ...]:
    rows = reader.shown(f"{condition} LIMIT {n}")
    return tuple(accounts.row_of(row) for row in rows)


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
    found = []
    round_ = lists.open_round()
    if round_ is not None and user.access_role in {*lists.SIDES, AccessRole.ADMIN}:
        signed = ListSignature.objects.filter(round=round_).values_list("side", flat=True)
        if set(lists.SIDES) - set(signed) & {user.access_role, *lists.SIDES}:
            title = "The target list waits for a signature"
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
