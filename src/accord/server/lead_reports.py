"""The acceptance report of a lead file: every row, its verdict and reason, counts and cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from accord.connectors.files import export
from accord.connectors.files.plan import Chunk, Plan
from accord.identity import countries
from accord.plays import lead_review
from accord.plays.lead_review import READY, Review, Terms, Verdict
from accord.values.errors import AccordError

PREFIX: Final = "acceptance-"
COLUMNS: Final = (
    "Row", "Lead ID", "Email", "Company", "Verdict", "Reason", "Column", "What to do", "Cost",
    "Currency",
)  # fmt: skip
UNREADABLE: Final = "unreadable"
_SHEETS: Final = (".csv", ".xlsx")


def terms_of(plan: Plan) -> Terms:
    """Read what was agreed with the vendor; refuse what can't be read."""
    said = plan.hints.terms
    given = [text.strip() for text in said.get("countries", "").split(",") if text.strip()]
    return Terms(
        frozenset(countries.code(text) for text in given),
        _count(said, "employees_from"),
        _count(said, "employees_to"),
    )


def _count(said: Mapping[str, str], name: str) -> int | None:
    text = said.get(name, "").strip().replace(",", "")
    if text and not text.isdigit():
        message = f"{name.replace('_', ' ')}: {text!r} is no whole number; write it as 200"
        raise AccordError(message)
    return int(text) if text else None


def cost_of(plan: Plan) -> Decimal | None:
    """Return the agreed cost of one lead; None if none was given."""
    text = plan.hints.terms.get("cost", "").strip()
    if not text:
        return None
    try:
        cost = Decimal(text)
    except InvalidOperation:
        cost = Decimal(-1)
    if not cost.is_finite() or cost < 0:
        message = f"cost of a lead: {text!r} is no amount; write it as 45.50"
        raise AccordError(message)
    return cost


@dataclass(slots=True)
class Report:
    """What became of every row of one lead file."""

    plan: Plan
    review: Review
    unread: list[tuple[int, str]] = field(default_factory=list)
    """Rows that could not be read, with the reason."""

    def hear(self, chunk: Chunk) -> None:
        """Take note of the rows that never came to be reviewed."""
        judged = {verdict.lead.row for verdict in self.review.verdicts}
        why: dict[int, list[str]] = {}
        for issue in chunk.issues:
            if issue.is_rejected:
                said = f"{issue.column}: {issue.reason}" if issue.column else issue.reason
                why.setdefault(issue.row, []).append(said)
        rows = [row.row for row in chunk.rejected if row.row not in judged]
        self.unread += [(row, "; ".join(why.get(row, ()))) for row in rows]

    def summary(self) -> dict[str, Any]:
        """Return the counts as plain data, as pages show them."""
        verdicts = self.review.verdicts
        taken = [one for one in verdicts if one.is_accepted]
        reasons = lead_review.counts(verdicts)
        if self.unread:
            reasons[UNREADABLE] = len(self.unread)
        cost = cost_of(self.plan)
        missing = {name: sum(name in one.missing for one in taken) for name in READY}
        return {
            "file": self.plan.name,
            "source": self.plan.source,
            "terms": dict(self.plan.hints.terms),
            "rows": len(verdicts) + len(self.unread),
            "accepted": len(taken),
            "accounts": len({one.account for one in taken}),
            "reasons": reasons,
            "ready": sum(not one.missing for one in taken),
            "missing": {name: n for name, n in missing.items() if n},
            "cost": None if cost is None else str(cost * len(taken)),
            "currency": self.plan.hints.terms.get("currency", ""),
        }

    def write(self, folder: Path) -> None:
        """Write the report beside the upload: as CSV, and as a workbook with its counts."""
        name = f"{PREFIX}{Path(self.plan.name).stem}"
        if (folder / f"{name}.csv").exists():  # another file of the import is called so
            name = f"{PREFIX}{Path(self.plan.name).name}"
        export.write_csv(self._lines(), COLUMNS, folder / f"{name}.csv")
        sheets = {"Counts": (("What", "Value"), self._counts()), "Rows": (COLUMNS, self._lines())}
        export.write_book(sheets, folder / f"{name}.xlsx")

    def _counts(self) -> list[tuple[str, Any]]:
        told = self.summary()
        reasons = [
            (f"rejected: {name.replace('_', ' ')}", n) for name, n in told["reasons"].items()
        ]
        lines = [
            ("vendor", told["terms"].get("vendor") or told["source"]),
            ("file", told["file"]),
            ("rows", told["rows"]),
            ("accepted", told["accepted"]),
            ("rejected", told["rows"] - told["accepted"]),
            *reasons,
        ]
        if told["cost"] is not None:
            lines += [("cost of accepted leads", told["cost"]), ("currency", told["currency"])]
        return lines

    def _lines(self) -> Iterator[Sequence[Any]]:
        cost, currency = cost_of(self.plan), self.plan.hints.terms.get("currency", "")
        lines = [self._line(one, cost, currency) for one in self.review.verdicts]
        lines += [
            (row, None, None, None, "rejected", UNREADABLE, None, why, None, None)
            for row, why in self.unread
        ]
        yield from sorted(lines, key=lambda line: line[0])

    def _line(self, one: Verdict, cost: Decimal | None, currency: str) -> tuple[Any, ...]:
        lead = one.lead
        column = self.plan.column_of(one.column) if one.column else None
        is_paid = one.is_accepted and cost is not None
        return (
            lead.row,
            lead.external_id,
            lead.email,
            lead.company_name or lead.company_domain,
            "accepted" if one.is_accepted else "rejected",
            one.reason or None,
            column.column if column else one.column.replace("_", " ") or None,
            one.words or None,
            str(cost) if is_paid else None,
            currency if is_paid else None,
        )


def files(folder: Path, ending: str) -> list[Path]:
    """List the reports of an upload in a form: csv or xlsx."""
    return sorted(folder.glob(f"{PREFIX}*.{ending}")) if f".{ending}" in _SHEETS else []
