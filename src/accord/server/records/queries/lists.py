"""The target list: what is proposed, what was signed, and where they differ."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from accord.server.records.models import Decision, SigningRound
from accord.server.records.queries import accounts, picture, programs
from accord.values import ids, time
from accord.values.errors import NotFoundError

SIDES: Final = ("marketing", "sales")
"""Who has to sign."""
_CHANGES: Final = ("enters", "up", "down", "leaves", "kept_out")
_TIER_ORDER: Final = {"one_to_one": 0, "one_to_few": 1, "one_to_many": 2}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a side (marketing, sales), when, and with which words."""

    side: str
    signed_by: str | None
    signed_at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """A disagreement about one account that keeps the list from being signed."""

    fact_id: str
    account: int
    raised_by: str
    raised_at: datetime
    reason: str
    wanted_tier: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One account of the proposed list and how it differs from the signed one."""

    account: int
    public_id: str
    name: str
    domain: str | None
    owner: str | None
    tier: str | None
    proposed_tier: str | None
    signed_tier: str | None
    change: str
    rank: int | None
    why: str
    reasons: Any
    is_locked: bool
    lock_reason: str | None
    lock_until_day: int | None
    override: Any
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a tier's capacity is signed and would be taken after the change."""

    tier: str
    label: str
    capacity: int
    signed: int
    after: int

    @property
    def excess(self) -> int:
        """How many accounts are over the capacity."""
        return max(0, self.after - self.capacity)


@dataclass(frozen=True, slots=True)
class TargetList:
    """The list that waits for signatures, or the signed one when nothing waits."""

    proposal_id: str
    changes: tuple[Proposal, ...]
    members: tuple[Proposal, ...]
    kept_out: tuple[Proposal, ...]
    rooms: tuple[Room, ...]
    signatures: tuple[Signature, ...]
    open_objections: int
    last_signed_at: datetime | None
    expires_on_day: int | None


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list as it was signed: who, when, how many accounts by tier."""

    public_id: str
    signed_at: datetime
    signatures: tuple[Signature, ...]
    accounts_by_tier: dict[str, int]
    program_version: str
    note: str


def find_target_list() -> TargetList | None:
    """Find the list that is proposed now; None before the first picture is published."""
    reader = picture.reader()
    if reader is None:
        return None
    objections = list_objections()
    every = _proposals(reader, objections)
    last = SigningRound.objects.exclude(signed_at=None).order_by("-signed_at").first()
    waiting = open_round()
    return TargetList(
        proposal_id=waiting.public if waiting else "",
        changes=tuple(p for p in every if p.change in _CHANGES and p.change != "kept_out"),
        members=tuple(p for p in every if p.proposed_tier),
        kept_out=tuple(p for p in every if p.change == "kept_out"),
        rooms=_rooms(reader),
        signatures=_signatures(waiting),
        open_objections=sum(len(found) for found in objections.values()),
        last_signed_at=last.signed_at if last else None,
        expires_on_day=_expiry(last),
    )


def is_in_force() -> bool:
    """Tell whether a list is signed by both sides and has not expired."""
    last = SigningRound.objects.exclude(signed_at=None).order_by("-signed_at").first()
    expiry = _expiry(last)
    today = time.day_number(timezone.localdate())
    return last is not None and (expiry is None or expiry >= today)


def open_round() -> SigningRound | None:
    """Return the round that waits for a signature, if one does."""
    return SigningRound.objects.filter(signed_at=None, closed_at=None).order_by("-id").first()


def list_objections() -> dict[int, list[Objection]]:
    """List objections that nobody withdrew or settled, by account."""
    rows = list(
        Decision.objects.filter(kind__in=("list_objection", "objection_settled")).order_by("id")
    )
    settled = {row.subject for row in rows if row.kind == "objection_settled"}
    found: dict[int, list[Objection]] = {}
    for row in rows:
        if row.kind == "list_objection" and row.fact_id not in settled:
            wanted = json.loads(row.value or "{}").get("tier")
            raised_at = time.from_us(row.occurred_us)
            objection = Objection(
                row.fact_id, row.account, row.decided_by, raised_at, row.reason, wanted
            )
            found.setdefault(row.account, []).append(objection)
    return found


def list_signed() -> tuple[SignedList, ...]:
    """List every list that was signed, the latest first."""
    rounds = SigningRound.objects.exclude(signed_at=None).order_by("-signed_at")
    return tuple(_signed(each) for each in rounds.prefetch_related("signatures"))


def list_signed_members(public_id: str) -> tuple[dict[str, Any], ...]:
    """List the accounts of one signed list with the tier that each was signed in."""
    found = SigningRound.objects.filter(public=public_id).exclude(signed_at=None).first()
    if found is None:
        message = f"there is no signed list {public_id}; the page of the list names them all"
        raise NotFoundError(message)
    members = [member for member in found.members if picture.sees(member["account"])]
    rows = accounts.list_rows([member["account"] for member in members])
    return tuple(
        {
            "account": member["account"],
            "public_id": ids.public_id(member["account"]),
            "tier": member["tier"],
            "name": row.name if (row := rows.get(member["account"])) else member.get("name", ""),
        }
        for member in members
    )


def _proposals(
    reader: picture.Reader, objections: dict[int, list[Objection]]
) -> tuple[Proposal, ...]:
    """Return every account that is, was or would be on the list, the best tier first."""
    if not reader.has("targets"):
        return ()
    rows = reader.rows(
        "SELECT t.*, s.name, s.domain, s.owner "
        f"FROM {reader.source('targets')} t JOIN shown s ON s.account = t.account "
        "WHERE t.proposed_tier IS NOT NULL OR t.signed_tier IS NOT NULL OR t.tier IS NOT NULL "
        "OR t.change = 'kept_out'"
    )
    found = [_proposal(row, tuple(objections.get(row["account"], ()))) for row in rows]
    return tuple(
        sorted(
            found,
            key=lambda p: (_TIER_ORDER.get(p.proposed_tier or "", 9), p.rank or 2**40, p.account),
        )
    )


def _proposal(row: dict[str, Any], objections: tuple[Objection, ...]) -> Proposal:
    return Proposal(
        account=row["account"],
        public_id=ids.public_id(row["account"]),
        name=row["name"] or row["domain"] or "(no name)",
        domain=row["domain"],
        owner=row["owner"],
        tier=row["tier"],
        proposed_tier=row["proposed_tier"],
        signed_tier=row["signed_tier"],
        change=row["change"] or "stays",
        rank=row["rank"],
        why=row["why"] or "",
        reasons=_loaded(row["reasons"]),
        is_locked=bool(row["is_locked"]),
        lock_reason=row["lock_reason"],
        lock_until_day=row["lock_until_day"],
        override=_loaded(row["override"]),
        objections=objections,
    )


def _rooms(reader: picture.Reader) -> tuple[Room, ...]:
    if not reader.has("tier_room"):
        return ()
    labels = programs.tier_labels()
    rows = reader.rows(f"SELECT * FROM {reader.source('tier_room')}")
    found = [
        Room(
            row["tier"],
            labels.get(str(row["tier"]), str(row["tier"])),
            row["capacity"],
            row["signed"],
            row["after"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda room: _TIER_ORDER.get(room.tier, 9)))


def _signatures(found: SigningRound | None) -> tuple[Signature, ...]:
    """Return one signature a side, empty where a side has not signed."""
    rows = {row.side: row for row in found.signatures.all()} if found else {}
    return tuple(
        Signature(side, row.signed_by, row.signed_at, row.note)
        if (row := rows.get(side))
        else Signature(side, None, None)
        for side in SIDES
    )


def _signed(found: SigningRound) -> SignedList:
    by_tier: dict[str, int] = {}
    for member in found.members:
        by_tier[member["tier"]] = by_tier.get(member["tier"], 0) + 1
    assert found.signed_at is not None  # noqa: S101 - the query asked for signed ones
    return SignedList(
        found.public,
        found.signed_at,
        _signatures(found),
        by_tier,
        found.program_version,
        found.note,
    )


def _expiry(last: SigningRound | None) -> int | None:
    days = programs.signature_expires_days()
    if last is None or last.signed_at is None or days is None:
        return None
    return time.day_number(last.signed_at.date()) + days


def _loaded(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) and text else text
