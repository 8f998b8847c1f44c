"""The page of plays: what runs, and what may be started where."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.plays import starts
from accord.server.records.models import AppUser, Campaign
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import programs
from accord.server.records.queries.campaigns import PlayCard
from accord.server.web import wording

STATES: Final = {
    Campaign.State.DRAFT: (gettext_noop("Draft"), "edit", "quiet"),
    Campaign.State.RUNNING: (gettext_noop("Running"), "activity", "ok"),
    Campaign.State.PAUSED: (gettext_noop("Paused"), "hand-stop", "warn"),
    Campaign.State.ENDED: (gettext_noop("Ended"), "check", "quiet"),
}
_PLANNERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)


def sheet(cards: Sequence[PlayCard], unread: Sequence[Campaign], user: AppUser) -> dict[str, Any]:
    """Return what the page of plays shows."""
    rows = [row for card in cards for row in card.campaigns]
    rows.sort(key=lambda row: row.created_at, reverse=True)
    running = sum(row.state == Campaign.State.RUNNING for row in rows)
    startable = sum(bool(card.may_start) for card in cards)
    return {
        "headline": _headline(running, startable),
        "campaigns": [campaign_row(row) for row in rows],
        "plays": [_play(card) for card in cards],
        "unread": [(row.public, row.title, row.owner) for row in unread],
        "can_plan": user.access_role in _PLANNERS,
    }


def campaign_row(row: Campaign) -> dict[str, Any]:
    """Return how a campaign is listed."""
    words, icon, tone = STATES[Campaign.State(row.state)]
    live = row.enrolments.count() if row.state != Campaign.State.DRAFT else len(row.accounts)
    return {
        "public": row.public,
        "title": row.title,
        "play": _play_title(row.play),
        "state": _(words),
        "icon": icon,
        "tone": tone,
        "accounts": live,
        "sent": row.sendings.filter(state="sent").count(),
        "launched_at": row.launched_at,
        "ends_at": row.ends_at,
        "owner": row.owner,
    }


def _headline(running: int, startable: int) -> str:
    may = ngettext("One play may start now.", "%(n)s plays may start now.", startable) % {
        "n": startable
    }
    if not running:
        return _("Nothing runs. %(may)s") % {"may": may} if startable else _("Nothing runs yet.")
    runs = ngettext("One campaign runs.", "%(n)s campaigns run.", running) % {"n": running}
    return f"{runs} {may}" if startable else runs


def _play(card: PlayCard) -> dict[str, Any]:
    play = card.play
    tier = programs.tier_labels().get(play.tier, play.tier)
    return {
        "id": play.id,
        "title": play.title,
        "what_for": wording.words(play.success_goal),
        "motion": _("any motion") if play.motion == "any" else wording.small_words(play.motion),
        "tier": _("any tier") if play.tier == "any" else tier,
        "steps": len(play.steps),
        "days": play.length_days,
        "sales_next": _sentence(play.eight.q8_sales_next),
        "may_start": card.may_start,
        "unheard": starts.unheard(play.start.when),
        "running": sum(row.state == Campaign.State.RUNNING for row in card.campaigns),
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _play_title(name: str) -> str:
    play = programs.current_program().play(name)
    return play.title if play else wording.words(name)
