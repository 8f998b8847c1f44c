"""Whether the profile, ranking, tiers, teams and budget add up."""

from collections.abc import Iterator, Sequence
from typing import Final

from accord.program import words
from accord.program.catalogue import Catalogue
from accord.program.checks.naming import repeated, unknown
from accord.program.model import Program
from accord.program.problems import Problem, did_you_mean
from accord.program.profile import Band, Criterion

_HUNDRED: Final = 100
_QUARTERS: Final = 4


def problems(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    """Check what chooses accounts."""
    yield from _profile(program, catalogue)
    yield from _conditions(program, catalogue)
    yield from _ranking(program)
    yield from _tiers(program)
    yield from _budget(program)
    yield from _teams(program)


def _profile(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    criteria = program.profile.criteria
    total = sum(criterion.weight for criterion in criteria.values())
    if total != _HUNDRED:
        hint = "take" if total > _HUNDRED else "add"
        message = f"weights sum to {total}, not 100"
        yield Problem("profile.criteria", message, f"{hint} {abs(total - _HUNDRED)}")
    bands = program.profile.bands
    if not bands.strong >= bands.moderate >= bands.weak:
        yield Problem("profile.bands", "strong, moderate and weak should go down")
    for name, criterion in criteria.items():
        where = f"profile.criteria.{name}"
        yield from _field(f"{where}.field", criterion.field, catalogue)
        yield from _bands(f"{where}.bands", criterion.bands or ())
        yield from _meanings(where, criterion)


def _field(where: str, field: str, catalogue: Catalogue) -> Iterator[Problem]:
    known = catalogue.fields()
    if field not in known:
        message = f'no company has a field "{field}"'
        near = did_you_mean(field, known)
        own = "a field of your own is written custom.<name>"
        yield Problem(where, message, near if near.startswith("did") else own)


def _bands(where: str, bands: Sequence[Band]) -> Iterator[Problem]:
    if not bands:
        return
    ends = [band.to for band in bands]
    if ends[-1] is not None:
        yield Problem(where, "the last band should have `to: null`", "it takes all that is above")
    inner = [end for end in ends[:-1] if end is not None]
    if len(inner) != len(ends) - 1 or inner != sorted(set(inner)):
        yield Problem(where, "bands should go up, each `to` above the one before")


def _meanings(where: str, criterion: Criterion) -> Iterator[Problem]:
    used = set(criterion.values or ()) | {w for one in criterion.add or () for w in one.has_any}
    for name in criterion.means.keys() - used:
        hint = did_you_mean(name, sorted(used))
        yield Problem(f"{where}.means.{name}", f'"{name}" is worth nothing above', hint)
    owner: dict[str, str] = {}
    for name in criterion.means:
        for word in criterion.words_of(name):
            first = owner.setdefault(word, name)
            if first != name:
                message = f'"{word}" already means {first}'
                yield Problem(f"{where}.means.{name}", message, "keep it in one of them")


def _conditions(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    profile = program.profile
    for must in profile.must_have:
        where = f"profile.must_have.{must.id}"
        yield from _field(f"{where}.field", must.field, catalogue)
        bounded = must.at_least is not None or must.at_most is not None
        if bounded and must.field in words.PROFILE_FIELDS and must.field not in words.NUMBER_FIELDS:
            yield Problem(f"{where}.field", f'"{must.field}" is no number', "use in or is")
    triggers = sorted({*words.TRIGGERS, *program.triggers, *catalogue.trigger_kinds})
    lists = (*words.LISTS, *program.lists)
    for out in profile.exclude:
        where = f"profile.exclude.{out.id}"
        yield from unknown(f"{where}.list", [out.list] if out.list else [], lists, "list")
        trigger = [out.trigger] if out.trigger else []
        yield from unknown(f"{where}.trigger", trigger, triggers, "trigger event")
        if out.field:
            yield from _field(f"{where}.field", out.field, catalogue)
    yield from repeated("profile.must_have", [one.id for one in profile.must_have])
    yield from repeated("profile.exclude", [one.id for one in profile.exclude])


def _ranking(program: Program) -> Iterator[Problem]:
    weights = program.ranking.before_any_model
    where = "ranking.before_any_model"
    yield from unknown(where, tuple(weights), words.RANKING_CRITERIA, "criterion")
    if sum(weights.values()) != _HUNDRED:
        yield Problem(where, f"weights sum to {sum(weights.values())}, not 100")


def _tiers(program: Program) -> Iterator[Problem]:
    sellers = program.account_team.people.get("account_executive")
    for treatment in words.TREATMENTS:
        tier = program.tiers.get(treatment)
        where = f"tiers.{treatment}"
        if tier is None:
            yield Problem(where, "is missing", "a tier without accounts has capacity 0")
            continue
        if sellers and tier.capacity_per_seller is not None:
            most = sellers * tier.capacity_per_seller
            if most < tier.capacity:
                message = (
                    f"{tier.capacity} accounts are more than {sellers} sellers x "
                    f"{tier.capacity_per_seller} = {most}"
                )
                yield Problem(f"{where}.capacity", message, f"at most {most}, or more sellers")
        if tier.cluster_size and tier.cluster_size.min > tier.cluster_size.max:
            yield Problem(f"{where}.cluster_size", "min is above max")
    labels = [tier.label for tier in program.tiers.values()]
    if len(set(labels)) < len(labels):
        yield Problem("tiers", "two tiers have one label", "people tell them apart by it")


def _budget(program: Program) -> Iterator[Problem]:
    if program.budget is None:
        return
    split = program.budget.split
    if sum(split.values()) != program.budget.fiscal_year:
        message = f"the split sums to {sum(split.values()):,}, not {program.budget.fiscal_year:,}"
        yield Problem("budget.split", message)
    for treatment, tier in program.tiers.items():
        year = tier.capacity * (tier.spend_per_account_per_quarter or 0) * _QUARTERS
        if treatment in split and year > split[treatment]:
            message = (
                f"{tier.capacity} accounts x {tier.spend_per_account_per_quarter:,} x 4 quarters"
                f" = {year:,} is above the budget of {split[treatment]:,}"
            )
            yield Problem(f"tiers.{treatment}.spend_per_account_per_quarter", message)


def _teams(program: Program) -> Iterator[Problem]:
    team = program.account_team
    named = [
        ("required." + treatment, part) for treatment, ps in team.required.items() for part in ps
    ]
    named += [("customers_also", part) for part in team.customers_also]
    named += [("people", part) for part in team.people]
    for place, part in named:
        yield from unknown(f"account_team.{place}", [part], words.TEAM_PARTS, "part of the team")
    order = program.routing.order
    yield from unknown("routing.order", order, words.ROUTING_STEPS, "way to route")
