"""Which rows of a vendor's lead file are taken: held against list, fit, roles, basis and terms."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from accord.identity import countries, domains, roles, titles
from accord.program.leads import Reason
from accord.program.model import Program
from accord.values import points

READY: Final[Mapping[str, str]] = {
    "legal_basis": "no legal basis to write to them",
    "reachable": "no address that works",
    "owner_assigned": "the account has no owner",
}
"""What makes a lead ready for follow-up, and the words for its absence."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One row of a lead file, as it was read."""

    row: int
    fact_id: str
    email: str | None = None
    title: str | None = None
    company_name: str | None = None
    company_domain: str | None = None
    country: str | None = None
    employees: int | None = None
    external_id: str | None = None
    consent: str | None = None
    """given, confirmed or withdrawn; None where the file says nothing"""
    wording: str | None = None
    occurred_us: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace knows of a row's account and person."""

    account: int = 0
    account_name: str = ""
    match_reason: str = "no account has that domain or name"
    tier: str | None = None
    fit: int | None = None
    """Points in whole millionths."""
    excluded: str | None = None
    country: str | None = None
    employees: int | None = None
    owner: str | None = None
    is_bounced: bool = False
    may_write: bool = True
    rule: str = ""
    delivered: tuple["Delivery", ...] = ()
    """Leads of that address before, those of this very row left out."""
    accepted_there: int = 0
    """People of the account whom the same vendor delivered before."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """That somebody came as a lead: by whom, and how many days before."""

    source: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed with a vendor; what is empty is not asked."""

    countries: frozenset[str] = frozenset()
    employees_from: int | None = None
    employees_to: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted, or the first reason in force that rejects: its column, and the way out."""

    lead: Lead
    reason: str = ""
    column: str = ""
    words: str = ""
    account: int = 0
    missing: tuple[str, ...] = ()
    """What a lead that was taken still needs before somebody follows it up."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether the row is taken."""
        return not self.reason


Told = tuple[str, str]
"""The field that is at fault, and why, with the way out."""


@dataclass(slots=True)
class Review:
    """One file under review; it remembers whom it met, so rows are given in their order."""

    program: Program
    terms: Terms = field(default_factory=Terms)
    verdicts: list[Verdict] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)
    _taken: Counter[int] = field(default_factory=Counter)

    def judge(self, lead: Lead, known: Known) -> Verdict:
        """Say whether a row is taken, by the first reason of the program that holds."""
        found = next(
            (
                Verdict(lead, reason.name, *told, account=known.account)
                for reason in self._asked()
                if (told := _RULES[reason.name](self, reason, lead, known))
            ),
            None,
        )
        verdict = found or Verdict(lead, account=known.account, missing=self._missing(lead, known))
        if lead.email:
            self._rows.setdefault(lead.email, lead.row)
        if verdict.is_accepted:
            self._taken[known.account] += 1
        self.verdicts.append(verdict)
        return verdict

    def _asked(self) -> tuple[Reason, ...]:
        """Return the reasons in force; sizes that were agreed are asked whatever the rules name."""
        reasons = self.program.lead_review.reasons
        has_size = self.terms.employees_from is not None or self.terms.employees_to is not None
        return (*reasons, Reason("outside_agreed_sizes", 0)) if has_size else reasons

    def _missing(self, lead: Lead, known: Known) -> tuple[str, ...]:
        has = {
            "legal_basis": known.may_write,
            "reachable": bool(lead.email) and not known.is_bounced,
            "owner_assigned": bool(known.owner),
        }
        asked = self.program.lead_review.follow_up_ready_means
        return tuple(one for one in asked if has.get(one) is False)

    def earlier_row(self, lead: Lead) -> int | None:
        """Return the row of this file that holds the same address already."""
        return self._rows.get(lead.email) if lead.email else None

    def taken_of(self, account: int) -> int:
        """Return how many rows of this file were taken for an account."""
        return self._taken[account]


def _off_list(_review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    column = "company_domain" if lead.company_domain else "company_name"
    if not known.account:
        words = f"{known.match_reason}; deliver companies of the list, or import the company first"
        return column, words
    if not known.tier:
        words = f"{known.account_name} is not on the target account list; deliver companies of it"
        return column, words
    return None


def _excluded(_review: Review, _reason: Reason, _lead: Lead, known: Known) -> Told | None:
    if not known.excluded:
        return None
    why = known.excluded.replace("_", " ")
    return "company_name", f"is kept out: {why}; take the company out of the delivery"


def _fit_below(_review: Review, reason: Reason, _lead: Lead, known: Known) -> Told | None:
    if not known.account or known.fit is None or known.fit >= points.points(reason.number):
        return None
    has = f"{known.fit / points.MILLION:.0f}"
    words = f"{known.account_name} has a fit of {has}, below {reason.number}; deliver a better one"
    return "company_name", words


def _no_legal_basis(_review: Review, _reason: Reason, _lead: Lead, known: Known) -> Told | None:
    if known.may_write:
        return None
    return "consent", f"{known.rule}; deliver consent with its wording and time"


def _duplicate(review: Review, reason: Reason, lead: Lead, known: Known) -> Told | None:
    earlier = review.earlier_row(lead)
    if earlier is not None:
        return "email", f"is the address of row {earlier} too; deliver each person once"
    near = [one for one in known.delivered if one.days_ago <= reason.number]
    if not near:
        return None
    last = min(near, key=lambda one: one.days_ago)
    ago = "today" if last.days_ago <= 0 else f"{last.days_ago} days ago"
    words = f"came as a lead {ago} ({last.source}); deliver somebody else, or after {reason.number}"
    return "email", f"{words} days"


def _free_mail(_review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    domain = domains.registered(lead.email) if lead.email else None
    if not domain or domains.kind(domain) != domains.Kind.FREE or known.account:
        return None
    return "email", f"{domain} is free mail and names no company; deliver a business address"


def _invalid_email(_review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    if not lead.email:
        return "email", "is no mail address; deliver one that works"
    domain = domains.registered(lead.email)
    if domain and domains.kind(domain) == domains.Kind.DISPOSABLE:
        return "email", f"{domain} gives addresses to throw away; deliver a business address"
    if known.is_bounced:
        return "email", "bounced when it was written to; deliver one that works"
    return None


def _country(review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    agreed = review.terms.countries or _served(review.program)
    given = lead.country or known.country
    if not agreed or not given or countries.code(given) in agreed:
        return None
    return "country", f"{given} is not agreed; deliver people of {', '.join(sorted(agreed))}"


def _size(review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    low, high = review.terms.employees_from, review.terms.employees_to
    count = lead.employees if lead.employees is not None else known.employees
    if count is None or (low or 0) <= count <= (high if high is not None else count):
        return None
    agreed = f"{low or 0:,} to {high:,}" if high is not None else f"{low:,} or more"
    return "employees", f"{count:,} people; deliver companies of {agreed}"


def _title(review: Review, _reason: Reason, lead: Lead, known: Known) -> Told | None:
    if role_of(review.program, lead.title, known.employees):
        return None
    groups = review.program.buying_groups.values()
    wanted = dict.fromkeys(role.replace("_", " ") for group in groups for role in group.roles)
    said = "plays no part that we know" if lead.title else "is empty"
    return "title", f"{said}; deliver titles of {', '.join(wanted)}"


def _cap(review: Review, reason: Reason, _lead: Lead, known: Known) -> Told | None:
    have = known.accepted_there + review.taken_of(known.account)
    if not known.account or have < reason.number:
        return None
    words = f"{known.account_name} has {have} leads of this vendor already; deliver other accounts"
    return "company_name", words


_RULES: Final[Mapping[str, Callable[[Review, Reason, Lead, Known], Told | None]]] = {
    "off_list": _off_list,
    "excluded": _excluded,
    "fit_below": _fit_below,
    "no_legal_basis": _no_legal_basis,
    "duplicate_within_days": _duplicate,
    "free_mail_without_company": _free_mail,
    "invalid_email": _invalid_email,
    "outside_agreed_countries": _country,
    "outside_agreed_sizes": _size,
    "title_outside_roles": _title,
    "over_per_account_cap": _cap,
}


def role_of(program: Program, title: str | None, employees: int | None) -> str | None:
    """Return the first role of any buying group that a title may play; None if it plays none."""
    read = titles.read(title)
    is_small = employees is not None and employees < roles.SMALL_COMPANY
    for name, solution in program.solutions.items():
        found = roles.of_title(
            read.level, read.department, solution.buying_function, is_small=is_small
        )
        if found and found[0] in program.group_of(name).roles:
            return found[0]
    return None


def _served(program: Program) -> frozenset[str]:
    """Return the countries that the profile's must-haves allow."""
    found = [one.in_ for one in program.profile.must_have if one.field == "country" and one.in_]
    return frozenset(countries.code(text) for text in found[0]) if found else frozenset()


def counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return how many rows each reason rejected, the commonest first."""
    found = Counter(one.reason for one in verdicts if one.reason)
    return dict(found.most_common())
