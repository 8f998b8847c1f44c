"""What the clauses of the rules are called on a page, where their keys are not yet words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.server.web import tiers, wording

_SAID: Final = {
    "account_cap": gettext_noop("At most from one account"),
    "account_team": gettext_noop("Account team"),
    "ad_frequency_per_person_per_7_days": gettext_noop("Ads shown to a person in 7 days, at most"),
    "add": gettext_noop("Shares that add up"),
    "after_days": gettext_noop("After days"),
    "all": gettext_noop("All of"),
    "all_touches_per_person_per_7_days": gettext_noop("Touches of a person in 7 days, at most"),
    "also": gettext_noop("Besides"),
    "anonymous_cap": gettext_noop("At most from anonymous visitors"),
    "anonymous_multiplier": gettext_noop("What an anonymous visitor's points are multiplied by"),
    "any": gettext_noop("Any of"),
    "any_of": gettext_noop("Any of"),
    "at_days_after_launch": gettext_noop("Days after launch"),
    "at_percent": gettext_noop("At percent of the promised time"),
    "before_any_model": gettext_noop("Weights until enough deals are known"),
    "budget_per_account": gettext_noop("Budget for an account"),
    "business_hours": gettext_noop("Business hours"),
    "by": gettext_noop("By whom"),
    "capacity": gettext_noop("How many accounts at most"),
    "capacity_per_seller": gettext_noop("How many accounts a seller, at most"),
    "changes_per_month_at_most_percent": gettext_noop("Changes a month, at most, in percent"),
    "checked_within_days": gettext_noop("Checked within days"),
    "closed_lost_days_at_least": gettext_noop("Days since the deal was lost, at least"),
    "complete_means": gettext_noop("A follow-up is complete with"),
    "confirmed_or_confidence_at_least": gettext_noop("Confirmed, or role confidence at least"),
    "cooldown_days": gettext_noop("Days to wait before trying again"),
    "counts_from": gettext_noop("Counts from"),
    "counts_only": gettext_noop("Counts only what was done by"),
    "crm": gettext_noop("What the CRM calls it"),
    "customers_also": gettext_noop("For customers also"),
    "demote_margin_percent": gettext_noop("Margin to move down, in percent"),
    "departments": gettext_noop("Departments"),
    "do": gettext_noop("Touch"),
    "emails_per_account_per_7_days": gettext_noop("E-mails to an account in 7 days, at most"),
    "emails_per_person_per_7_days": gettext_noop("E-mails to a person in 7 days, at most"),
    "ended_days_at_least": gettext_noop("Ended days ago, at least"),
    "engaged_means": gettext_noop("Engaged means"),
    "engaged_person_points": gettext_noop("Points from which a person is engaged"),
    "enter": gettext_noop("Is entered when"),
    "escalate": gettext_noop("Who is told when it is late"),
    "event_attendee_first_touch": gettext_noop("First touch after an event, in business hours"),
    "evidence_expires_days": gettext_noop("Evidence holds for days"),
    "expected_lifetime_value_at_least": gettext_noop("Expected lifetime value, at least"),
    "expires_days": gettext_noop("Ends after days"),
    "false_discovery_rate": gettext_noop("Share of false alarms that is accepted"),
    "field": gettext_noop("Read from"),
    "fields_required": gettext_noop("Must be known"),
    "first_touch_after_accept": gettext_noop("First touch after accepting, in business hours"),
    "fit_at_least": gettext_noop("Fit, at least"),
    "fit_known_share_at_least": gettext_noop("Share of fit that is known, at least"),
    "follow_up_complete": gettext_noop("Follow-up complete, in business hours"),
    "for_days": gettext_noop("For days"),
    "half_life": gettext_noop("Half-life in days"),
    "hand_raise_first_touch": gettext_noop("First touch after a hand raise, in business hours"),
    "handoff": gettext_noop("Hand-off"),
    "has_any": gettext_noop("Runs any of"),
    "hold_until_days": gettext_noop("No move down before, in days"),
    "holidays_by": gettext_noop("Whose public holidays stop the clock"),
    "in": gettext_noop("One of"),
    "in_days": gettext_noop("Within days"),
    "leave": gettext_noop("Is left when"),
    "length_days": gettext_noop("Runs for days"),
    "list": gettext_noop("On the list of"),
    "live_at_once": gettext_noop("Live at once, at most"),
    "locks_need": gettext_noop("A lock needs"),
    "means": gettext_noop("What your CRM calls them"),
    "minimum_dwell_days": gettext_noop("Stays at least, in days"),
    "missing_role_found": gettext_noop("Missing role found, in business hours"),
    "must_have": gettext_noop("Must have"),
    "off_list": gettext_noop("Not on the list"),
    "one_research_once": gettext_noop("One research reported twice counts once"),
    "one_to_one_needs_known_share": gettext_noop("Share of fit known that the first tier needs"),
    "only_for": gettext_noop("Counts only for"),
    "open_limit_per_seller": gettext_noop("Open hand-offs a seller, at most"),
    "our_own_effort_counts": gettext_noop("What we did ourselves counts"),
    "owed_each_quarter": gettext_noop("Owed to each account every quarter"),
    "owner_away": gettext_noop("When the owner is away"),
    "pages": gettext_noop("Pages"),
    "people_at_least": gettext_noop("People, at least"),
    "people_engaged_at_most": gettext_noop("People engaged, at most"),
    "per_person_kind_per_day_at_most": gettext_noop("Counted at most, a person, kind and day"),
    "person_cap": gettext_noop("At most from one person"),
    "person_points_at_least": gettext_noop("Points of the person, at least"),
    "promote_margin_percent": gettext_noop("Margin to move up, in percent"),
    "qualified_accept_or_reject": gettext_noop("Accept or reject, in business hours"),
    "reads": gettext_noop("Reads the vendor's"),
    "reject_reasons": gettext_noop("Reasons to reject"),
    "remind_at_percent": gettext_noop("Reminders at percent of the time"),
    "rising_account_look": gettext_noop("Look at a rising account, in business hours"),
    "round_robin_balances": gettext_noop("Taking turns balances"),
    "same_person_same_asset_within_minutes": gettext_noop("The same asset counts once in minutes"),
    "share_of_topics_at_least": gettext_noop("Share of topics, at least"),
    "shows": gettext_noop("What a seller is shown"),
    "silent_days": gettext_noop("Silent for days"),
    "spend_per_account_per_quarter": gettext_noop("Spend for an account a quarter"),
    "stage_in": gettext_noop("Journey stage is one of"),
    "start": gettext_noop("Start rule"),
    "territory_by": gettext_noop("Territories by"),
    "tier_in": gettext_noop("Tier is one of"),
    "to": gettext_noop("Up to"),
    "trigger_first_touch": gettext_noop("First touch after a trigger, in business hours"),
    "unchecked_days": gettext_noop("Not checked for days"),
    "unknown": gettext_noop("What is unknown"),
    "unknown_passes": gettext_noop("Unknown passes"),
    "unknown_role_multiplier": gettext_noop("What points are multiplied by when no role is known"),
    "unless": gettext_noop("Unless"),
    "value": gettext_noop("Share of the weight"),
    "values": gettext_noop("What each is worth"),
    "why": gettext_noop("Why"),
    "within_days": gettext_noop("Within days"),
}


def title(key: str) -> str:
    """Return what a clause is called."""
    if key in tiers.ORDER:
        return tiers.label(key)
    return _(_SAID[key]) if key in _SAID else wording.words(key)


def place(where: str) -> str:
    """Return where a clause stands, as words: "Profile, criteria, industry, weight"."""
    parts = [title(part) if not part.isdecimal() else str(int(part) + 1) for part in _parts(where)]
    return " › ".join(parts) or _("The whole program")


def _parts(where: str) -> list[str]:
    return [part for part in where.split(".") if part][:8]
