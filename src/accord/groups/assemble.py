"""Who sits in each buying group: members, seats by role, and how two-way the contact is."""

from typing import Final

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.groups import contact
from accord.identity import zones
from accord.program.model import Program
from accord.values import ids

RELATIONSHIP_DAYS: Final = 365
"""How far back two-way contact counts as a relationship."""

_OURS: Final = ("email_sent", "call_connected", "meeting_held", "gift_accepted", "ad_impression")
_THEIRS: Final = (
    "email_open",
    "email_click",
    "email_reply",
    "event_attended",
    "roundtable_attended",
    "webinar_attended",
    "booth_conversation",
    "content_download",
    "form_submitted",
    "hand_raise",
)
REACHED_BY: Final = (*_OURS, *_THEIRS)
"""Activities that show that something of ours arrived at a person."""
TWO_WAY: Final = ("email_reply", "meeting_held", "call_connected")
"""Contact in which both sides spoke; unanswered mails are none."""

_LAST_REACHED: Final = """
    SELECT person, max(day) AS day FROM (
        SELECT person, day FROM touches WHERE person <> 0
        UNION ALL
        SELECT person, day FROM ledger
        WHERE kind IN (SELECT kind FROM reaching_kinds) AND verdict <> 1 AND n > 0
    ) GROUP BY person
"""
_MEMBERS: Final = """
    SELECT p.account, r.solution, r.person, r.role, r.confidence, r.is_confirmed,
        (r.is_confirmed OR (r.confidence >= g.known_from AND NOT g.needs_confirmation))
            AND greatest(v.checked_day, coalesce(n.last_day, 0), coalesce(k.day, 0))
                > $today - g.checked_within AS is_known,
        CASE WHEN g.by_mail AND c.by_mail THEN TRUE ELSE g.by_phone AND c.by_phone END
            AS is_reachable,
        coalesce(t.day > $today - g.reached_within, FALSE) AND NOT p.is_bounced AS is_reached,
        coalesce(n.points >= g.engaged_points AND n.last_day > $today - g.engaged_within, FALSE)
            AS is_engaged,
        coalesce(n.points, 0) AS points, n.last_day,
        CAST(greatest(v.checked_day, coalesce(n.last_day, 0), coalesce(k.day, 0)) AS INTEGER)
            AS checked_day
    FROM person_roles AS r
    JOIN people AS p ON p.person = r.person
    JOIN group_terms AS g ON g.solution = r.solution AND g.role = r.role
    JOIN contacts AS c ON c.person = r.person
    JOIN checked_people AS v ON v.person = r.person
    LEFT JOIN person_now AS n ON n.account = p.account AND n.person = r.person
    LEFT JOIN last_reached AS t ON t.person = r.person
    LEFT JOIN (
        SELECT person, max(day) AS day FROM decisions
        WHERE kind IN ('role_confirmed', 'person_checked') AND person <> 0 GROUP BY person
    ) AS k ON k.person = r.person
    WHERE p.account <> 0 AND p.excluded IS NULL
"""
_SEATS: Final = """
    SELECT account, solution, role,
        CAST(count(*) FILTER (WHERE is_known) AS INTEGER) AS known,
        CAST(count(*) FILTER (WHERE is_known AND is_reachable) AS INTEGER) AS reachable,
        CAST(count(*) FILTER (WHERE is_reached) AS INTEGER) AS reached,
        CAST(count(*) FILTER (WHERE is_engaged) AS INTEGER) AS engaged
    FROM members GROUP BY account, solution, role
"""
_RELATIONSHIP: Final = """
    SELECT account, CAST(sum(n) AS INTEGER) AS two_way, max(day) AS last_day FROM ledger
    WHERE kind IN (SELECT kind FROM two_way_kinds) AND verdict <> 1 AND account <> 0
        AND day > $today - $window
    GROUP BY account HAVING sum(n) > 0
"""


def assemble(session: Session, program: Program, as_of: AsOf) -> None:
    """Make `contacts`, `members`, `seats` and `relationship`."""
    contact.find(session, as_of)
    session.register("reaching_kinds", _codes(REACHED_BY))
    session.register("two_way_kinds", _codes(TWO_WAY))
    session.register("group_terms", _terms(program))
    session.make(
        "checked_people",
        f"SELECT v.person, {zones.day_of('v.known_at', as_of.zone)} AS checked_day "
        "FROM person_values AS v",
    )
    session.make("last_reached", _LAST_REACHED)
    session.make("members", _MEMBERS, today=as_of.day)
    session.make("seats", _SEATS)
    session.make("relationship", _RELATIONSHIP, today=as_of.day, window=RELATIONSHIP_DAYS)
    session.drop("last_reached", "checked_people")


def _codes(kinds: tuple[str, ...]) -> pa.Table:
    return pa.table({"kind": pa.array([ids.code32(kind) for kind in kinds], pa.int32())})


def _terms(program: Program) -> pa.Table:
    """Return what known, reachable, reached and engaged mean, for every solution and role."""
    rows = []
    for solution in program.solutions:
        group = program.group_of(solution)
        ways = group.reachable_means.any_of
        rows += [
            {
                "solution": solution,
                "role": name,
                "needs_confirmation": role.needs_confirmation,
                "known_from": group.known_means.confirmed_or_confidence_at_least,
                "checked_within": group.known_means.checked_within_days,
                "by_mail": "valid_email_with_legal_basis" in ways,
                "by_phone": "phone_allowed" in ways,
                "reached_within": group.reached_means.delivered_touch_within_days,
                "engaged_points": group.engaged_means.person_points_at_least,
                "engaged_within": group.engaged_means.within_days,
            }
            for name, role in group.roles.items()
        ]
    return pa.Table.from_pylist(rows)
