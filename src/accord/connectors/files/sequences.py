"""Steps of sales sequences: what a seller did to whom, and what came of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec
import pyarrow as pa

from accord.connectors.files import headers, vocabulary
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Memory
from accord.facts import keys, tables
from accord.program import steps as program_steps

KIND: Final = "sequence_steps"
PURPOSE: Final = "seller_email"
"""What somebody who opts out of a sequence withdraws: mails of sellers."""
_PLACE: Final = re.compile(r"(?:day|step|touch)?\s{0,3}\d{1,4}\s{0,3}[:.)–-]\s{0,3}", re.IGNORECASE)
"""What tools write before a step's name: `Day 3: call`."""
_MARKS: Final = (
    ("outreach", ("sequence", "prospect", "mailing")),
    ("salesloft", ("cadence",)),
)
_MAIL, _PHONE, _SOCIAL, _OTHER = "email", "phone", "linkedin", "task"
_TYPES: Final = (
    (_MAIL, r"mail"),
    (_PHONE, r"call|phone|dial"),
    (_SOCIAL, r"linkedin|social|inmail"),
)
_WORD_BY_TITLE: Final = {
    vocabulary.snake(kind.verb): word for word, kind in program_steps.STEP_KINDS.items()
}
_UNDONE: Final = re.compile(
    r"draft(?:ed)?|scheduled|queued|pending|failed|skipped|placeholder|to do|not started|"
    r"disabled|not active"
)
_SAYS: Final = (
    ("opted_out", r"opted.?out|unsubscribed"),
    ("bounced", r"bounced"),
    ("replied", r"replied"),
    ("clicked", r"clicked"),
    ("opened", r"opened|viewed"),
)
_CONNECTED: Final = re.compile(r"connect|answered|conversation|spoke|completed|interested")
_NEVER_SPOKE: Final = re.compile(r"not? |un|voice|busy|wrong|left", re.IGNORECASE)


class _What(NamedTuple):
    """What somebody did with a mail: the activity, its time's field and its flag's."""

    word: str
    kind: str
    moment: str
    flag: str


_DOINGS: Final = (
    _What("opened", "email_open", "opened_at", "is_opened"),
    _What("clicked", "email_click", "clicked_at", "is_clicked"),
    _What("replied", "email_reply", "replied_at", "is_replied"),
    _What("bounced", "email_bounce", "bounced_at", "is_bounced"),
)
_FIELDS: Final = (
    *("external_id", "email", "person_external_id", "sequence", "step", "step_type", "title"),
    *("state", "occurred_at", "called_at", "outcome", "user_email", "user_name", "modified_at"),
    *("opted_out_at", "is_opted_out"),
    *(one.moment for one in _DOINGS),
    *(one.flag for one in _DOINGS),
)


def vendor(columns: Sequence[str], name: str) -> str:
    """Return the sales tool that exports with such headers; "sequences" if it is none known."""
    said = [headers.key_of(column) for column in columns] + [headers.key_of(name)]
    votes = {
        tool: sum(mark in one for one in said for mark in marks) + 9 * (tool in said[-1])
        for tool, marks in _MARKS
    }
    best = max(votes, key=lambda tool: votes[tool])
    return best if votes[best] else "sequences"


def facts(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return what the seller did, what the person did, and who wants no more of it.

    Outbound steps are touches as well as activities. A row that tells of nothing done yet is
    left out; an opt-out holds even where the rest of its row can't be taken.
    """
    steps = [_step(frame, memory_, index) for index in range(len(frame))]
    for index, step in enumerate(steps):
        _check(frame, index, step)
    _drop_twins(frame, memory_, steps)
    taken = [steps[index] for index in frame.taken()]
    refused = [step for index, step in enumerate(steps) if index not in frame.dropped]
    acts = [tables.activity(row, memory_.zone) for step in taken for row in step.acts()]
    return {
        "activities": tables.table("activities", acts),
        "touches": tables.table("touches", [row for step in taken for row in step.touches()]),
        "consents": tables.table("consents", [row for step in refused for row in step.refusals()]),
    }


class _Step:
    """One row: who, which step, when it was done, and what is told of it."""

    def __init__(self, row: Mapping[str, Any], source: str, received: int, number: int) -> None:
        self.row = row
        self.source = source
        self._received = received
        self._number = number
        email = row["email"]
        self.person = (
            keys.email_key(email) if email else keys.record_key(source, row["person_external_id"])
        )
        self.way = _way(row)
        self.state = (row["state"] or "").lower().replace("_", " ")
        self.says = {word for word, pattern in _SAYS if re.search(pattern, self.state)}
        self.key = row["external_id"] or _digest(row)

    @property
    def done_at(self) -> int | None:
        """Return when the seller did it; None when it was not done or no time is told."""
        if _UNDONE.search(self.state):
            return None
        found: int | None = self.row["occurred_at"] or self.row["called_at"]
        return found

    def told(self) -> list[tuple[_What, int | None, bool]]:
        """Return what the person did: when, and whether that time is told."""
        found = []
        for what in _DOINGS:
            moment = self.row[what.moment]
            if moment or self.row[what.flag] or what.word in self.says:
                found.append((what, moment or self._about(), bool(moment)))
        return found

    @property
    def is_refusal(self) -> bool:
        """Tell whether the person wants no more mails of sellers."""
        row = self.row
        return bool(row["opted_out_at"] or row["is_opted_out"] or "opted_out" in self.says)

    def _about(self) -> int | None:
        """Return the time that stands for one that is not told: of the last change, else sent."""
        found: int | None = self.row["modified_at"] or self.done_at
        return found

    def acts(self) -> Iterator[dict[str, Any]]:
        """Yield the row's activities."""
        done = self.done_at
        if done and self.way == _MAIL:
            yield self._act("email_sent", done, is_told=True)
        called = self.row["called_at"] or (done if self.way == _PHONE else None)
        if called:
            yield self._act(self._call(), called, is_told=True)
        for what, moment, is_told in self.told():
            if moment:
                yield self._act(what.kind, moment, is_told=is_told)

    def _call(self) -> str:
        """Return whether they spoke: only where the file says so."""
        outcome = self.row["outcome"] or ""
        if not outcome:
            return "call_connected" if self.row["called_at"] else "call_unanswered"
        kind = vocabulary.with_outcome("call_connected", outcome, is_ahead=False)
        spoke = _CONNECTED.search(outcome.lower()) and not _NEVER_SPOKE.search(outcome)
        return kind if spoke else "call_unanswered"

    def _act(self, kind: str, moment: int, *, is_told: bool) -> dict[str, Any]:
        row = self.row
        more = {
            name: row[name] for name in ("sequence", "step", "user_email", "outcome") if row[name]
        }
        # A mail's id ties its opens to its sending, by whose times machines are told from people.
        message = f"{self.source}:{self.key}" if is_told and kind.startswith("email_") else None
        return self._head(kind, moment) | {
            "kind_name": kind,
            "email": row["email"],
            "person_key": self.person,
            "title": row["title"] or row["step"],
            "campaign": row["sequence"],
            "message_id": message,
            "properties": msgspec.json.encode(more).decode(),
        }

    def touches(self) -> Iterator[dict[str, Any]]:
        """Yield what the seller did as a touch, so that nobody is told to do it again."""
        done = self.done_at
        if not done:
            return
        yield self._head("touch", done) | {
            "account": 0,
            "person": self.person,
            "play": vocabulary.snake(self.row["sequence"] or ""),
            "step": _step_of_play(self.row["step"] or self.row["title"] or ""),
            "channel_name": self.way,
            "asset_name": self.row["step"] or self.row["title"],
            "done_by": self.row["user_email"] or self.row["user_name"],
        }

    def refusals(self) -> Iterator[dict[str, Any]]:
        """Yield the withdrawal that an opt-out is."""
        if not self.is_refusal or not self.person:
            return
        moment = self.row["opted_out_at"] or self._about() or self._received
        yield self._head("opted_out", moment) | {
            "person_key": self.person,
            "purpose": PURPOSE,
            "status": "withdrawn",
            "wording": f"opted out of {self.row['sequence'] or 'a sequence'}",
        }

    def _head(self, what: str, moment: int) -> dict[str, Any]:
        known = min(moment, self._received)
        return {
            "fact_id": f"{KIND}:{self.key}:{what}",
            "source": self.source,
            "occurred_at": moment,
            "known_at": known,
            "received_at": self._received + self._number,
            "is_backfilled": known < self._received,
        }


def _step_of_play(name: str) -> str:
    """Return the program's word for a step that is named so, else the name as a word."""
    word = vocabulary.snake(_PLACE.sub("", name, count=1) or name)
    return _WORD_BY_TITLE.get(word, word)


def _step(frame: Frame, memory_: Memory, index: int) -> _Step:
    row = {name: frame.values(name)[index] for name in _FIELDS}
    return _Step(row, memory_.source, memory_.received, frame.numbers[index])


def _way(row: Mapping[str, Any]) -> str:
    said = (row["step_type"] or "").lower()
    if said:
        return next((way for way, pattern in _TYPES if re.search(pattern, said)), _OTHER)
    return _PHONE if row["outcome"] and not row["title"] else _MAIL


def _digest(row: Mapping[str, Any]) -> str:
    """Return an id by who, which step and when: what came of it may be told by a later export."""
    told = (
        row[name] for name in ("email", "person_external_id", "sequence", "step", "occurred_at")
    )
    text = "\x1f".join("" if one is None else str(one) for one in told)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _check(frame: Frame, index: int, step: _Step) -> None:
    """Say of one row what is missing, dated otherwise, or not done yet."""
    if index in frame.rejected:
        return
    if not step.person:
        shown = "email" if frame.has("email") else "person_external_id"
        frame.note(index, shown, "nobody is named; add a mail address", is_rejected=True)
        return
    told = step.told()
    if any(moment is None for _, moment, _ in told):
        reason = f"when they {told[0][0].word} is not said; add the time"
        frame.note(index, "occurred_at", reason, is_rejected=True)
        return
    for what, _, is_told in told:
        if not is_told:
            dated = frame.headers.get("modified_at") if step.row["modified_at"] else None
            by = dated or frame.headers.get("occurred_at", "the time of the step")
            frame.note(index, what.flag, f"when they {what.word} is not said; dated by {by}")
    if not told and not step.done_at and not step.is_refusal:
        frame.dropped.add(index)
        frame.note(index, "state", "nothing was done yet; left out")


def _drop_twins(frame: Frame, memory_: Memory, steps: Sequence[_Step]) -> None:
    memory_.drop_repeats(frame, [f"{KIND}:{step.key}" for step in steps])
