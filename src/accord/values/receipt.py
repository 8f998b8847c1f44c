"""A receipt: the full list of reasons that sum to a number, exactly."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One addend of a number, in words, with what it rests on.

    `points` are whole millionths. `clause` names the program's clause
    ("engagement.activities.page_view"), `cell` the ledger cell as
    (account, person, day, kind), `fact_ids` the facts. Parts sum to `points`.
    """

    title: str
    points: int
    clause: str = ""
    detail: str = ""
    cell: tuple[int, int, int, str] | None = None
    fact_ids: tuple[str, ...] = ()
    parts: tuple["Reason", ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything behind one number: what it is, of which program, as of which day."""

    measure: str
    total: int
    sentence: str
    program_version: str
    as_of_day: int
    reasons: tuple[Reason, ...]
    uncounted: tuple[Reason, ...] = field(default=())

    def is_exact(self) -> bool:
        """Tell whether the reasons, and the parts of each, add up to the last millionth."""
        return self.total == sum(r.points for r in self.reasons) and all(
            not r.parts or r.points == sum(p.points for p in r.parts) for r in self.reasons
        )
