"""Where an account stands on the target list, and what holds it there."""

from django.utils.translation import gettext as _

from accord.server.records.queries.account_page import AccountPage
from accord.server.web import tiers, wording


def target_lines(page: AccountPage, today: int) -> list[dict[str, str]]:
    """Say where the account stands on the target list, and what holds it there."""
    target = page.target
    if target is None:
        return []
    tier = tiers.label(target.signed_tier) if target.signed_tier else _("Not on the signed list")
    found = [{"icon": "writing-sign", "text": _("Signed: %(tier)s") % {"tier": tier}, "detail": ""}]
    if target.proposed_tier != target.signed_tier:
        proposed = tiers.place(target.proposed_tier)
        found.append(
            {
                "icon": "arrow-right",
                "text": _("Proposed: %(tier)s") % {"tier": proposed},
                "detail": target.why,
            }
        )
    elif target.why:
        found.append({"icon": "arrow-right", "text": target.why, "detail": ""})
    if target.is_locked:
        until = (
            _("until %(day)s") % {"day": wording.day(target.lock_until_day, today)}
            if target.lock_until_day
            else ""
        )
        found.append(
            {
                "icon": "lock",
                "text": _("Locked in place %(until)s") % {"until": until},
                "detail": target.lock_reason or "",
            }
        )
    if target.rank:
        found.append(
            {
                "icon": "arrows-sort",
                "text": _("Rank %(n)s by value") % {"n": f"{target.rank:,}"},
                "detail": "",
            }
        )
    return found
