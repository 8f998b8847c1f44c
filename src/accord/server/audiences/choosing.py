"""Who may stand in an audience now: its rule, less everybody who is kept back, with the reason."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accord.connectors.audiences import files
from accord.connectors.audiences.members import Company, Member, Person
from accord.groups import may_contact
from accord.server import contact_now
from accord.server.audiences import suppressing
from accord.server.playing import people as pictured
from accord.server.records.models import Audience, Campaign, Enrolment

PURPOSE: Final = "ads"
SENDER: Final = "marketing"
_ACCOUNTS: Final = """
    SELECT s.account, s.name, s.domain, s.industry, s.country, a.city, a.state, a.linkedin_url,
        f.excluded
    FROM shown s LEFT JOIN {accounts} a USING (account) LEFT JOIN {fit} f USING (account)
    WHERE {condition} ORDER BY s.account
"""
_PEOPLE: Final = """
    SELECT p.person, p.account, p.email, p.name, p.title, p.country, p.phone
    FROM {people} p
    WHERE p.account IN (SELECT unnest($accounts)) AND p.email IS NOT NULL AND {condition}
        AND NOT coalesce(p.is_role_mailbox, FALSE)
    ORDER BY p.person
"""
_IN_ROLE: Final = """
    p.person IN (SELECT person FROM {members} WHERE role IN (SELECT unnest($roles)))
"""
_TIER: Final = "coalesce(s.signed_tier, s.tier)"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who stands in an audience now, by number, and how many are kept back by which reason."""

    members: dict[int, Member]
    kept_back: tuple[tuple[str, int], ...]

    @property
    def found(self) -> int:
        """How many the rule finds, before anybody is kept back."""
        return len(self.members) + sum(n for _, n in self.kept_back)


def choose(audience: Audience, now: datetime) -> Choice:
    """Return who may stand in an audience at this moment."""
    rows = _accounts(audience)
    refused = suppressing.refused(rows, audience.is_acquisition, now)
    left = [row for row in rows if row["account"] not in refused]
    if not files.platform(audience.platform).is_of_people:
        found: dict[int, Member] = {row["account"]: _company(row) for row in left}
        return Choice(found, _counted(Counter(refused.values())))
    everybody = _people(audience, rows)
    kept = Counter(refused[row["account"]] for row in everybody if row["account"] in refused)
    names = {row["account"]: str(row["name"] or "") for row in left}
    asked = [row for row in everybody if row["account"] in names]
    standings = contact_now.standings_of([row["email"] for row in asked], now)
    members: dict[int, Member] = {}
    for row in asked:
        standing = standings[row["email"].strip().lower()]
        answer = may_contact.may_contact(standing, PURPOSE, SENDER, now)
        if answer.is_allowed:
            members[row["person"]] = _person(row, names[row["account"]])
        else:
            kept[answer.words] += 1
    return Choice(members, _counted(kept))


def _accounts(audience: Audience) -> list[dict[str, Any]]:
    """Return the accounts of the rule, as the published picture and what is newer have them."""
    reader = pictured.reader()
    conditions = [f"{_TIER} IS NOT NULL"]
    params: dict[str, Any] = {}
    if audience.tiers:
        conditions.append(f"{_TIER} IN (SELECT unnest($tiers))")
        params["tiers"] = list(audience.tiers)
    if audience.play:
        conditions.append("s.account IN (SELECT unnest($accounts))")
        params["accounts"] = _where_it_runs(audience.play)
    source = {name: reader.source(name) for name in ("accounts", "fit")}
    return reader.rows(_ACCOUNTS.format(condition=" AND ".join(conditions), **source), **params)


def _where_it_runs(play: str) -> list[int]:
    """Return the accounts at which a play runs; those held out of it are never touched."""
    states = (Campaign.State.RUNNING, Campaign.State.PAUSED)
    rows = Enrolment.objects.filter(campaign__play=play, campaign__state__in=states)
    held_out = set(rows.filter(state=Enrolment.State.HELD_OUT).values_list("account", flat=True))
    live = rows.filter(state=Enrolment.State.LIVE).values_list("account", flat=True)
    return sorted(set(live) - held_out)


def _people(audience: Audience, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    reader = pictured.reader()
    params: dict[str, Any] = {"accounts": [row["account"] for row in rows]}
    condition = "TRUE"
    if audience.roles:
        condition = _IN_ROLE.format(members=reader.source("members"))
        params["roles"] = list(audience.roles)
    return reader.rows(
        _PEOPLE.format(people=reader.source("people"), condition=condition), **params
    )


def _counted(kept: "Counter[str]") -> tuple[tuple[str, int], ...]:
    return tuple(kept.most_common())


def _company(row: dict[str, Any]) -> Company:
    names = ("name", "domain", "linkedin_url", "industry", "city", "state", "country")
    return Company(*(str(row[name] or "") for name in names))


def _person(row: dict[str, Any], company: str) -> Person:
    name, title = str(row["name"] or ""), str(row["title"] or "")
    return Person(
        str(row["email"]), name, title, company, str(row["country"] or ""), str(row["phone"] or "")
    )
