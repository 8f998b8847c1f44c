"""The pages of help: where things are, and what words mean."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.measurement import catalogue

_PLACES: Final = (
    ("today", "sun", gettext_noop("Today"), gettext_noop("Whom to look at, and why now")),
    (
        "accounts",
        "building",
        gettext_noop("Accounts"),
        gettext_noop("Search, filter, save views, change many, export"),
    ),
    (
        "imports",
        "file-import",
        gettext_noop("Import"),
        gettext_noop("Bring in exports, dry run first"),
    ),
    (
        "targets",
        "writing-sign",
        gettext_noop("Target account list"),
        gettext_noop("What would change, objections, signatures"),
    ),
    (
        "program",
        "adjustments-horizontal",
        gettext_noop("Rules and charter"),
        gettext_noop("Every rule; what if it were different"),
    ),
    (
        "scorecard",
        "chart-dots",
        gettext_noop("Scorecard"),
        gettext_noop("What is known, and what can't be told yet"),
    ),
    ("settings", "settings", gettext_noop("Settings"), gettext_noop("Users, who did what, health")),
    (
        "glossary",
        "book",
        gettext_noop("Glossary"),
        gettext_noop("One word for one thing, one formula for one number"),
    ),
)
_WORDS: Final = (
    (
        "account",
        gettext_noop("Account"),
        gettext_noop(
            "A company, or part of one, that we may sell to. Somebody who signs in is a user."
        ),
    ),
    (
        "buying-group",
        gettext_noop("Buying group"),
        gettext_noop(
            "The people who decide one solution at one account. A seat is engaged (full), reachable (half), known (ring) or empty (dashed)."
        ),
    ),
    (
        "completeness",
        gettext_noop("Completeness"),
        gettext_noop(
            "Over the roles required now: weight times the share of seats that are known, divided by the sum of the weights. 0 to 100 %."
        ),
    ),
    (
        "engagement",
        gettext_noop("Engagement"),
        gettext_noop(
            "First-party warmth: over people, the smaller of the person's cap and role multiplier times the sum of points that halve with age. Reasons sum to it exactly."
        ),
    ),
    (
        "fit",
        gettext_noop("Fit"),
        gettext_noop(
            "How well an account matches the ideal customer profile, 0 to 100. What is unknown is counted as unknown, with the range it leaves."
        ),
    ),
    (
        "rising",
        gettext_noop("Rising"),
        gettext_noop(
            "First-party interest above the account's own baseline, with a false-discovery rate held to what the rules say."
        ),
    ),
    (
        "stage",
        gettext_noop("Journey stage"),
        gettext_noop(
            "Where an account stands for a solution and motion, by rules that are stepped at the end of each week."
        ),
    ),
    (
        "qualified",
        gettext_noop("Qualified account"),
        gettext_noop(
            "It met a qualification rule for a solution and motion; its reasons are frozen."
        ),
    ),
    (
        "tier",
        gettext_noop("Tier"),
        gettext_noop("How deeply an account is treated: one-to-one, one-to-few or one-to-many."),
    ),
    (
        "rank",
        gettext_noop("Rank"),
        gettext_noop("The order by value: what the rules weigh, with its parts shown."),
    ),
    (
        "today-order",
        gettext_noop("The order of Today"),
        gettext_noop(
            "Replies and hand-offs first, because a clock runs; then who is rising; then who was "
            "heard of within four weeks; whoever is quiet comes last. Inside each, what is due "
            "first, then what acting is worth."
        ),
    ),
    (
        "target-list",
        gettext_noop("Target account list"),
        gettext_noop(
            "The accounts that marketing and sales agreed on and signed, within capacities."
        ),
    ),
    (
        "motion",
        gettext_noop("Motion"),
        gettext_noop("Why we are there: new business, expand, renew, win back."),
    ),
    (
        "evidence",
        gettext_noop("Evidence"),
        gettext_noop(
            "How far a figure may be believed: randomised, adjusted, descriptive, or not enough data."
        ),
    ),
    (
        "fact",
        gettext_noop("Fact"),
        gettext_noop(
            "Something that happened or was said, with an id, a source and times. It never changes; a correction is a new fact."
        ),
    ),
    (
        "receipt",
        gettext_noop("Receipt"),
        gettext_noop("The full list of reasons that sum to a number."),
    ),
    (
        "rules",
        gettext_noop("Rules and charter"),
        gettext_noop(
            "One version of everything a team decided. It is tried on the facts before it is adopted, and comes back in one step."
        ),
    ),
)


def places() -> list[dict[str, str]]:
    """Return the pages with what each is for."""
    return [
        {"link": reverse(name), "icon": icon, "title": _(title), "words": _(words)}
        for name, icon, title, words in _PLACES
    ]


def glossary() -> list[dict[str, Any]]:
    """Return the words, then every measure with formula, window and unit."""
    entries = [
        {"name": name, "title": _(title), "words": _(words)} for name, title, words in _WORDS
    ]
    entries += [
        {
            "name": measure.name,
            "title": measure.title,
            "words": _("%(formula)s. Window: %(window)s. Unit: %(unit)s.")
            % {
                "formula": measure.formula[:1].upper() + measure.formula[1:],
                "window": measure.window,
                "unit": measure.unit,
            },
        }
        for measure in catalogue.DEFINITIONS
    ]
    seen: set[str] = set()
    return [e for e in entries if e["name"] not in seen and not seen.add(e["name"])]  # type: ignore[func-returns-value]  # add answers nothing
