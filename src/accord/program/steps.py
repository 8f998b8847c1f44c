"""What a step of a play may do, in imperative words, and the channel each relies on."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step: what somebody is asked to do, by which channel."""

    verb: str
    channel: str


CHANNELS: Final = (
    "ads",
    "direct_mail",
    "email",
    "event",
    "linkedin",
    "phone",
    "site",
    "social",
    "syndication",
    "task",
)
"""Channels by which a step leaves; `task` is work inside the team."""

STEP_KINDS: Final[dict[str, StepKind]] = {
    "account_review": StepKind("Review the account together", "task"),
    "ask_for_introduction": StepKind("Ask for an introduction", "phone"),
    "call": StepKind("Call", "phone"),
    "change_creative": StepKind("Change the creative of the ads", "ads"),
    "check_contacts": StepKind("Check who still works there", "task"),
    "check_role_and_source": StepKind("Check the new role and its source", "task"),
    "checkpoint": StepKind("Look at the check-point", "task"),
    "daily_list_entry": StepKind("Take it from the daily list", "task"),
    "decide_go_or_close": StepKind("Decide: go on or close", "task"),
    "email_answer_to_reason": StepKind("Mail the answer to the reason they gave", "email"),
    "email_benchmark": StepKind("Mail the benchmark", "email"),
    "email_comparison": StepKind("Mail the honest comparison", "email"),
    "email_customer_story": StepKind("Mail a customer story", "email"),
    "email_first_100_days": StepKind("Mail the first-100-days guide", "email"),
    "email_from_executive_sponsor": StepKind("Have our executive write", "email"),
    "email_next_asset": StepKind("Mail the next asset on the topic", "email"),
    "email_one_to_one": StepKind("Write a personal mail", "email"),
    "email_peer_case_study": StepKind("Mail the peer case study", "email"),
    "email_roi_model": StepKind("Mail the model with their likely numbers", "email"),
    "email_role_one_pager": StepKind("Mail the one-pager for the role", "email"),
    "email_story": StepKind("Mail the story of a team like theirs", "email"),
    "enrichment_export": StepKind("Export the empty seats for enrichment", "task"),
    "event": StepKind("Hold the event", "event"),
    "executive_call": StepKind("Have our executive call", "phone"),
    "export_account_file": StepKind("Export the account file", "syndication"),
    "find_people_task": StepKind("Find the missing people", "task"),
    "follow_up": StepKind("Follow up", "email"),
    "gift_rules_check": StepKind("Check the gift rules", "task"),
    "joint_call": StepKind("Hold a joint call", "phone"),
    "lead_review": StepKind("Review the leads", "task"),
    "linkedin_ads": StepKind("Show LinkedIn ads", "ads"),
    "linkedin_message": StepKind("Write on LinkedIn", "linkedin"),
    "notes_to_those_who_missed_it": StepKind("Send the notes to those who missed it", "email"),
    "offer_migration_review": StepKind("Offer a migration review", "email"),
    "offer_peer_call": StepKind("Offer a call with a peer", "phone"),
    "post_invitation": StepKind("Post the invitation", "direct_mail"),
    "print_and_post_briefing": StepKind("Print and post the briefing", "direct_mail"),
    "proposal": StepKind("Send the proposal", "email"),
    "record_reason_and_date": StepKind("Record the reason and the date they named", "task"),
    "results_page": StepKind("Share their results page", "site"),
    "retargeting_audience": StepKind("Add visitors to the retargeting audience", "ads"),
    "send_champion_pack": StepKind("Send the champion pack", "email"),
    "send_rejections_to_vendor": StepKind("Send the rejected leads back to the vendor", "task"),
    "stall_reason": StepKind("Name why the deal stands still", "task"),
    "value_review": StepKind("Hold the value review", "phone"),
    "webinar": StepKind("Hold the webinar", "event"),
    "webinar_invitation": StepKind("Invite to the webinar", "email"),
    "white_space_review": StepKind("Review what they do not own yet", "task"),
}
"""Every `do` that a step may name."""

PLAY_CHANNELS: Final[dict[str, str]] = {
    "linkedin_ads": "ads",
    "linkedin_ads_to_group": "ads",
    "linkedin_ads_to_missing_roles": "ads",
    "linkedin_ads_to_new_team": "ads",
    "retargeting": "ads",
    "linkedin_message": "linkedin",
    "email": "email",
    "email_after_consent": "email",
    "email_at_most_one_each_three_weeks": "email",
    "email_newsletter_to_those_who_may_be_mailed": "email",
    "executive_mail_from_our_executive": "email",
    "one_to_one_email": "email",
    "development_rep_sequence": "email",
    "direct_mail": "direct_mail",
    "phone": "phone",
    "development_rep_call": "phone",
    "account_executive_call": "phone",
    "customer_success_meeting": "phone",
    "champion_introduction": "phone",
    "introduction_asked_of_champion": "phone",
    "webinar": "event",
    "in_person_event": "event",
    "customer_event": "event",
    "event_invitations": "event",
    "syndication_vendor": "syndication",
    "person_search_task": "task",
    "enrichment_file": "task",
}
"""How the fifth of the eight answers may name a channel, and the channel it is."""

NEED_REACHED: Final = "reached_people_at_least_"
"""The start of a wait for so many people whom the play has reached; a number follows."""

NEEDS: Final = ("parcel_delivered", f"{NEED_REACHED}1", f"{NEED_REACHED}2", f"{NEED_REACHED}3")
"""What a step may wait for."""

GATES: Final = ("signed_list_only",)
APPROVALS: Final = ("gifts", "budget")
CLOCKS: Final = (
    "event_attendee_first_touch",
    "first_touch_after_accept",
    "hand_raise_first_touch",
    "missing_role_found",
    "rising_account_look",
    "trigger_first_touch",
)
"""Promises of the service levels by which work of a step may be due."""

ATTENDANCE: Final = ("file", "ics", "phone_form")
"""How it may be told who came to an event."""
