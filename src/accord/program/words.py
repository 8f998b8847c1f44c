"""The words a program may use: measures, step kinds, channels, roles; the rooms implement them."""

from dataclasses import dataclass
from typing import Final, Literal

Motion = Literal["new", "expand", "renew", "win_back"]
Treatment = Literal["one_to_one", "one_to_few", "one_to_many"]
Unit = Literal["points", "count", "days", "yes_no", "text"]
LaunchNeed = Literal[
    "eight_answers",
    "signed_list",
    "follow_up_defined",
    "sellers_acknowledged",
    "claims_named",
    "legal_basis_checked",
    "budget_approved",
    "success_goal",
]

MOTIONS: Final[tuple[Motion, ...]] = ("new", "expand", "renew", "win_back")
TREATMENTS: Final[tuple[Treatment, ...]] = ("one_to_one", "one_to_few", "one_to_many")
"""From the deepest treatment to the lightest."""

UNKNOWN: Final = -(2**62)
"""What a measure is when it is not known: it meets no comparison."""

ROLES: Final = (
    "economic_buyer",
    "champion",
    "functional_leader",
    "technical_evaluator",
    "end_user",
    "influencer",
    "executive_sponsor",
    "procurement",
    "legal",
    "blocker",
)
LEVELS: Final = ("c_level", "vp", "director", "manager", "practitioner", "junior", "unknown")
DEPARTMENTS: Final = (
    "finance",
    "it",
    "operations",
    "marketing",
    "sales",
    "hr",
    "legal",
    "procurement",
    "product",
    "engineering",
    "executive",
    "other",
    "unknown",
)
TEAM_PARTS: Final = (
    "account_executive",
    "development_rep",
    "marketer",
    "executive_sponsor",
    "customer_success",
    "backup",
)
HANDOFF_STATES: Final = ("none", "offered", "accepted", "rejected")
HEALTHS: Final = ("good", "fair", "poor")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure that rules may compare: its unit, whether it takes a window, its words.

    Points are compared in whole millionths, yes and no as 1 and 0, texts as their place
    in `values`.
    """

    unit: Unit
    is_windowed: bool
    title: str
    values: tuple[str, ...] = ()


MEASURES: Final[dict[str, Measure]] = {
    "fit": Measure("points", False, "fit"),
    "engagement": Measure("points", False, "engagement"),
    "intent_points": Measure("points", False, "third-party intent"),
    "engagement_outside_owning_team": Measure(
        "points", False, "engagement outside the team that owns it"
    ),
    "people_engaged": Measure("count", True, "people engaged"),
    "new_people_engaged": Measure("count", True, "people engaged for the first time"),
    "roles_engaged": Measure("count", True, "roles engaged"),
    "key_role_engaged": Measure("count", True, "key roles engaged"),
    "visit_days": Measure("count", True, "days with a visit"),
    "hand_raises": Measure("count", True, "hand raises"),
    "open_opportunities": Measure("count", False, "open opportunities"),
    "won_in_motion": Measure("count", True, "opportunities won in this motion"),
    "employees": Measure("count", False, "employees"),
    "days_since_human_activity": Measure("days", False, "days since a human activity"),
    "days_to_renewal": Measure("days", False, "days to renewal"),
    "owns_solution": Measure("yes_no", False, "owns the solution"),
    "champion_lost": Measure("yes_no", False, "champion lost"),
    "handoff_state": Measure("text", False, "hand-off", HANDOFF_STATES),
    "health": Measure("text", False, "health", HEALTHS),
}
"""Every measure by name. `count:<kind>` counts one kind of activity in a window beside them."""

COUNT_PREFIX: Final = "count:"
_COUNT_OF: Final = "count"


def measure_of(name: str) -> Measure | None:
    """Find a measure; `count:form_submitted` counts activities of that kind in a window."""
    if name.startswith(COUNT_PREFIX):
        kind = name.removeprefix(COUNT_PREFIX)
        return Measure(_COUNT_OF, True, f"number of {kind.replace('_', ' ')}")
    return MEASURES.get(name)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for a machine, or for a human: its words, and what has to be set."""

    title: str
    needs: tuple[str, ...] = ()


_WITHIN: Final = "within_seconds"
_LEAST: Final = "at_least"
SIGNS: Final[dict[str, Sign]] = {
    "agent_listed": Sign("the browser names itself a machine, or is listed as one"),
    "hidden_link": Sign("it followed a link that no person can see"),
    "head_request": Sign("it asked for headers only, as people's browsers don't"),
    "scanner_network": Sign("it came from a network of mail scanners"),
    "cloud_network": Sign("it came from a network of servers"),
    "soon_after_delivery": Sign("it came soon after the mail was delivered", (_WITHIN,)),
    "at_once_after_delivery": Sign("it came at once after the mail was delivered", (_WITHIN,)),
    "several_links": Sign("several links of one mail at a time", (_LEAST, _WITHIN)),
    "many_links": Sign("many links of one mail at a time", (_LEAST,)),
    "many_recipients": Sign(
        "one network opened the mail of many people of the account at a time", (_LEAST, _WITHIN)
    ),
    "proxy_of_a_click": Sign(
        "the same link was opened at that time with a running script from elsewhere", (_WITHIN,)
    ),
    "no_script": Sign("our script did not run on the page"),
    "script_ran": Sign("our script ran on the page"),
}
"""What tells people from machines; programs weigh it, and `identity` finds it."""

EXCLUDED_PEOPLE: Final[dict[str, str]] = {
    "own_employees": "own_employee",
    "competitors": "competitor",
    "job_applicants": "job_applicant",
    "partners": "partner",
    "students": "student",
    "customers_on_support_pages": "customer_on_support_page",
}
"""Kinds of people whose activities earn nothing, and the word their rows carry."""

LISTS: Final = (
    "own_company_and_affiliates",
    "competitors",
    "sanctions_and_legal_block",
    "partner_reserved",
)
"""Lists of domains that exclusions may name."""

HARD_EVENTS: Final = ("hand_raise", "handoff_accepted", "opportunity", "won")
"""What moves a journey forward on its own day, whatever the dwell."""

QUALIFICATION_BLOCKS: Final = (
    "open_opportunity_same_solution",
    "excluded_account",
    "frozen_account",
    "rejected_within_cooldown",
    "not_on_signed_list",
)
REACHABLE_BY: Final = (
    "valid_email_with_legal_basis",
    "phone_allowed",
    "matched_in_live_ad_audience",
)
CHAMPION_LOST_ON: Final = ("job_change", "hard_bounce", "unsubscribe")
TRIGGERS: Final = (
    "new_executive",
    "funding",
    "hiring_spree",
    "acquisition",
    "product_launch",
    "layoffs",
    "champion_moved",
    "competitor_contract_ends",
    "insolvency",
)
RANKING_CRITERIA: Final = (
    "fit",
    "commercial_value",
    "vertical_relevance",
    "technology_environment",
    "growth_or_change",
    "relationship_strength",
    "engagement_history",
    "buying_group_visibility",
    "sales_priority",
    "market_timing",
)
PROFILE_FIELDS: Final = (
    "country",
    "state",
    "city",
    "industry",
    "employees",
    "revenue_usd",
    "locations",
    "headcount_growth_12_months_percent",
    "technologies",
    "use_case",
    "status",
)
"""Fields of a company that criteria may read; others are `custom.<name>`."""

NUMBER_FIELDS: Final = (
    "employees",
    "revenue_usd",
    "locations",
    "headcount_growth_12_months_percent",
)

SUCCESS_GOALS: Final = (
    "first_conversation",
    "widen_group",
    "support_opportunity",
    "raise_awareness",
    "qualified_signal",
    "expand",
    "renew",
)
EXITS: Final = (
    "qualification",
    "follow_up",
    "nurture",
    "account_review",
    "sales_progression",
    "propose_test",
)
"""Where an account may go when it leaves a play."""

STARTERS: Final = (*TEAM_PARTS, "system")
DOERS: Final = (*TEAM_PARTS, "system", "owner", "account_team", "table_host")
AUDIENCES: Final = (
    "group",
    "visitors",
    "whoever_acted",
    "missing_roles",
    "found_people",
    "engaged_person",
    "known_people",
    "not_yet_engaged",
    "attended_or_downloaded",
    "invited",
    "invited_without_answer",
    "invited_not_attended",
    "accepted_leads",
    "vendor",
    "new_executive",
    "new_team",
)
"""Who a step may be for, beside roles."""

TEMPLATE_VARIABLES: Final = (
    "saving_range",
    "weeks",
    "their_platform",
    "hours",
    "days",
    "account_name",
    "industry",
    "first_name",
    "country",
    "employees",
    "use_case",
)
"""Variables that a claim's sentence may hold in braces."""

MADE_KINDS: Final = ("high_value_page_view", "account_page_visit", "ignored_page_view")
"""Kinds of activity that a program makes of page views."""

PATIENCE_MEASURES: Final = (
    "reach",
    "engagement",
    "coverage",
    "meetings",
    "qualified_accounts",
    "pipeline",
    "win_rate",
)
"""Measures that may be "too early" to judge."""

ROUTING_STEPS: Final = (
    "named_owner",
    "open_opportunity_owner",
    "parent_account_owner",
    "territory",
    "round_robin",
)
"""Ways to find whose an account is."""

QUALIFY_OTHERWISE: Final = ("not_applicable_open_opportunity", "not_applicable_customer")
"""What the seventh answer may say beside a way to qualify or a stage."""

INTENT_VENDORS: Final = (
    "bombora",
    "g2_category",
    "g2_comparison",
    "g2_pricing",
    "sixsense",
    "demandbase",
)
"""Sources of third-party intent whose files are known by name."""
