"""Who did it, a person or a machine: the signs of each hit, weighed as the program says.

A hit is judged by what was known on the day on which it became known itself: a sign that
comes to light later changes no verdict, so that no past day changes. Everything here is a
count within a window, so the order of facts can't matter. Windows that count several
things are slots of time with the two beside them, so that no hit is compared with every other.
"""

from typing import Final

from accord.engine.session import Session
from accord.identity import machines, networks
from accord.program.model import Program
from accord.program.verdicts import Verdicts
from accord.program.words import SIGNS
from accord.values import ids

HUMAN, MACHINE, UNKNOWN = 0, 1, 2
PLACE: Final = {name: place for place, name in enumerate(SIGNS)}
"""The bit of each sign."""
_IN_ROW: Final[dict[str, str]] = {
    "agent_listed": "g.is_machine",
    "hidden_link": "a.is_hidden_link",
    "head_request": "a.method = 'HEAD'",
    "scanner_network": "w.network_kind = 1",
    "cloud_network": "w.network_kind = 2",
    "no_script": "NOT a.has_script",
    "script_ran": "a.has_script",
}
_BESIDE: Final = (
    "soon_after_delivery",
    "at_once_after_delivery",
    "several_links",
    "many_links",
    "many_recipients",
)
_PROXY: Final = "proxy_of_a_click"
_DELIVERIES: Final = ("email_sent", "email_delivered")
_NO_HITS: Final = (*_DELIVERIES, "email_bounce")
_CLICK: Final = "email_click"

JOINS: Final = f"""
LEFT JOIN agents g ON a.agent = g.agent
LEFT JOIN networks w ON a.network = w.network
LEFT JOIN mail_signs m ON a.message = m.message AND a.person_key = m.person_key
    AND a.occurred_at = m.occurred_at AND a.known_day = m.known_day
    AND a.kind NOT IN ({", ".join(str(ids.code32(kind)) for kind in _NO_HITS)})
"""
"""What a query of activities `a` joins, to ask for verdicts and signs."""

HITS: Final = """
SELECT message, person_key, occurred_at, known_day, kind, asset, agent, network, has_script
FROM {facts}
WHERE message <> 0 AND person_key <> 0 AND kind NOT IN ({no_hits})
GROUP BY message, person_key, occurred_at, known_day, kind, asset, agent, network, has_script
"""
DELIVERED: Final = """
SELECT a.message, a.person_key, a.occurred_at, min(a.known_day) AS known_day
FROM {facts} a
WHERE a.kind IN ({deliveries}) AND a.message IN (SELECT message FROM mail_hits)
GROUP BY a.message, a.person_key, a.occurred_at
"""
SOON: Final = """
SELECT h.message, h.person_key, h.occurred_at, h.known_day,
    CASE WHEN bool_or(abs(h.occurred_at - d.occurred_at) <= {soon}) THEN {soon_bit} ELSE 0 END
        + CASE WHEN bool_or(abs(h.occurred_at - d.occurred_at) <= {at_once})
            THEN {at_once_bit} ELSE 0 END AS bits
FROM mail_hits h
JOIN mail_deliveries d ON h.message = d.message AND h.person_key = d.person_key
    AND d.known_day <= h.known_day
WHERE abs(h.occurred_at - d.occurred_at) <= greatest({soon}, {at_once})
GROUP BY h.message, h.person_key, h.occurred_at, h.known_day
"""
LINKS: Final = """
SELECT h.message, h.person_key, h.slot, h.known_day,
    CASE WHEN count(DISTINCT o.asset) >= {several} THEN {several_bit} ELSE 0 END
        + CASE WHEN count(DISTINCT o.asset) >= {many} THEN {many_bit} ELSE 0 END AS bits
FROM (SELECT DISTINCT message, person_key, slot, known_day FROM mail_clicks) AS h
JOIN (
    SELECT message, person_key, slot, asset, min(known_day) AS known_day
    FROM mail_clicks GROUP BY message, person_key, slot, asset
) AS o ON h.message = o.message AND h.person_key = o.person_key
    AND o.slot BETWEEN h.slot - 1 AND h.slot + 1 AND o.known_day <= h.known_day
GROUP BY h.message, h.person_key, h.slot, h.known_day
HAVING count(DISTINCT o.asset) >= least({several}, {many})
"""
"""Links of one mail that were opened in one slot of time or the two beside it."""

CROWDS: Final = """
SELECT h.network, h.account, h.slot, h.known_day
FROM (SELECT DISTINCT network, account, slot, known_day FROM mail_openers) AS h
JOIN (
    SELECT network, account, slot, person, min(known_day) AS known_day
    FROM mail_openers GROUP BY network, account, slot, person
) AS o ON h.network = o.network AND h.account = o.account
    AND o.slot BETWEEN h.slot - 1 AND h.slot + 1 AND o.known_day <= h.known_day
GROUP BY h.network, h.account, h.slot, h.known_day
HAVING count(DISTINCT o.person) >= {least}
"""
"""Networks from which mail to many people of one account was opened at a time."""

OPENERS: Final = """
SELECT h.network, p.account, h.occurred_at // {within} AS slot, p.person, h.known_day
FROM mail_hits h
JOIN person_keys p ON h.person_key = p.key
WHERE h.network <> 0 AND p.account <> 0
GROUP BY h.network, p.account, h.occurred_at // {within}, p.person, h.known_day
"""
CROWDED: Final = """
SELECT h.message, h.person_key, h.occurred_at, h.known_day, {bit} AS bits
FROM mail_hits h
JOIN person_keys p ON h.person_key = p.key
JOIN crowds c ON h.network = c.network AND p.account = c.account
    AND h.occurred_at // {within} = c.slot AND h.known_day = c.known_day
"""
PROXIED: Final = """
SELECT h.message, h.person_key, h.occurred_at, h.known_day, {bit} AS bits
FROM mail_hits h
JOIN (
    SELECT message, person_key, asset, occurred_at // {within} AS slot, network, agent,
        min(known_day) AS known_day
    FROM mail_hits WHERE has_script
    GROUP BY message, person_key, asset, occurred_at // {within}, network, agent
) AS t ON h.message = t.message AND h.person_key = t.person_key AND h.asset = t.asset
    AND t.slot BETWEEN h.occurred_at // {within} - 1 AND h.occurred_at // {within} + 1
    AND t.known_day <= h.known_day
WHERE t.network <> h.network OR t.agent <> h.agent
GROUP BY h.message, h.person_key, h.occurred_at, h.known_day
"""
CLICKS: Final = """
SELECT message, person_key, occurred_at // {within} AS slot, asset, known_day
FROM mail_hits WHERE kind = {click}
GROUP BY message, person_key, occurred_at // {within}, asset, known_day
"""
LINKED: Final = """
SELECT h.message, h.person_key, h.occurred_at, h.known_day, k.bits
FROM mail_hits h
JOIN mail_links k ON h.message = k.message AND h.person_key = k.person_key
    AND h.occurred_at // {within} = k.slot AND h.known_day = k.known_day
WHERE h.kind = {click}
"""
SIGNED: Final = """
SELECT message, person_key, occurred_at, known_day, CAST(bit_or(bits) AS INTEGER) AS bits
FROM ({found}) AS found
GROUP BY message, person_key, occurred_at, known_day
"""


def find(session: Session, program: Program) -> None:
    """Make what verdicts are read from: `agents`, `networks`, `crowds` and `mail_signs`."""
    verdicts = program.engagement.verdicts
    machines.find(session)
    networks.find(session, verdicts.networks)
    _find_hits(session)
    found = [_soon(verdicts), _linked(session, verdicts), _crowded(session, verdicts)]
    if within := verdicts.within_us(_PROXY):
        found.append(PROXIED.format(bit=_bit(_PROXY), within=within))
    session.make("mail_signs", SIGNED.format(found=" UNION ALL ".join(filter(None, found))))
    session.drop("mail_hits", "mail_deliveries", "mail_clicks", "mail_links", "mail_openers")


def _find_hits(session: Session) -> None:
    session.make("mail_hits", HITS.format(facts="fact_activities", no_hits=_codes(_NO_HITS)))
    session.make(
        "mail_deliveries",
        DELIVERED.format(facts="fact_activities", deliveries=_codes(_DELIVERIES)),
    )


def _soon(verdicts: Verdicts) -> str:
    return SOON.format(
        soon=verdicts.within_us("soon_after_delivery"),
        at_once=verdicts.within_us("at_once_after_delivery"),
        soon_bit=_bit("soon_after_delivery"),
        at_once_bit=_bit("at_once_after_delivery"),
    )


def _linked(session: Session, verdicts: Verdicts) -> str:
    within, click = verdicts.within_us("several_links"), ids.code32(_CLICK)
    if not within:
        return ""
    session.make("mail_clicks", CLICKS.format(within=within, click=click))
    never = 2**31
    links = LINKS.format(
        several=verdicts.least("several_links"),
        many=verdicts.least("many_links") or never,
        several_bit=_bit("several_links"),
        many_bit=_bit("many_links"),
    )
    session.make("mail_links", links)
    return LINKED.format(within=within, click=click)


def _crowded(session: Session, verdicts: Verdicts) -> str:
    within = verdicts.within_us("many_recipients") or 1
    session.make("mail_openers", OPENERS.format(within=within))
    session.make("crowds", CROWDS.format(least=verdicts.least("many_recipients") or 2**31))
    return CROWDED.format(within=within, bit=_bit("many_recipients"))


def _codes(kinds: tuple[str, ...]) -> str:
    return ", ".join(str(ids.code32(kind)) for kind in kinds)


def _bit(sign: str) -> int:
    return 1 << PLACE[sign]


def verdict(program: Program) -> str:
    """Return the SQL of a hit's verdict: 0 human, 1 machine, 2 unknown."""
    verdicts = program.engagement.verdicts
    parts = [
        f"CASE WHEN {is_there} THEN {weight} ELSE 0 END"
        for name, is_there in _conditions().items()
        if (weight := verdicts.weight(name))
    ]
    total = " + ".join(parts) or "0"
    return (
        f"CAST(CASE WHEN {total} >= {verdicts.machine_from} THEN {MACHINE} "
        f"WHEN {total} >= {verdicts.unknown_from} OR (a.agent <> 0 AND g.agent IS NULL) "
        f"THEN {UNKNOWN} ELSE {HUMAN} END AS TINYINT)"
    )


def signs(program: Program) -> str:
    """Return the SQL of a hit's signs, those that a program weighs: one number, a bit for each."""
    parts = [
        f"CASE WHEN {is_there} THEN {_bit(name)} ELSE 0 END"
        for name, is_there in _conditions().items()
        if name in program.engagement.verdicts.signs
    ]
    return f"CAST({' + '.join(parts) or '0'} AS INTEGER)"


def named(bits: int) -> list[str]:
    """Return the names of the signs in a number."""
    return [name for name, place in PLACE.items() if bits >> place & 1]


def _conditions() -> dict[str, str]:
    beside = {name: f"m.bits & {_bit(name)} <> 0" for name in _BESIDE}
    proxy = {_PROXY: f"m.bits & {_bit(_PROXY)} <> 0 AND NOT coalesce(a.has_script, FALSE)"}
    return {**_IN_ROW, **beside, **proxy}
