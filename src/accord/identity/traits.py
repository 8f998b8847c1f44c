"""What was said of people and companies bit by bit, folded to one record each."""

from typing import Final

from accord.engine.session import Session
from accord.facts import schemas

_ORDER: Final = "(occurred_at, received_at, fact_id)"
_HEAD: Final = f"""
    arg_max(fact_id, {_ORDER}) AS fact_id, source, max(occurred_at) AS occurred_at,
    max(known_at) AS known_at, min(received_at) AS received_at, FALSE AS is_backfilled,
    trim(external_id) AS external_id
"""
_CUSTOM: Final = f"""
    list_reduce(
        list(CAST(custom AS JSON) ORDER BY {_ORDER}) FILTER (WHERE custom IS NOT NULL),
        lambda before, after: json_merge_patch(before, after)
    )
"""
_BELONGS: Final = """
    WITH said AS (
        SELECT *, row_number() OVER (
            PARTITION BY source, person_external_id, company_external_id
            ORDER BY occurred_at DESC, received_at DESC, fact_id DESC
        ) AS place
        FROM fact_memberships
        WHERE person_external_id IS NOT NULL AND company_external_id IS NOT NULL
    ), standing AS (
        SELECT *, row_number() OVER (
            PARTITION BY source, person_external_id
            ORDER BY is_ended, occurred_at DESC, received_at DESC, fact_id DESC
        ) AS rank
        FROM said WHERE place = 1
    )
    SELECT fact_id, source, occurred_at, known_at, received_at, is_ended,
        person_external_id AS external_id, company_external_id
    FROM standing WHERE rank = 1
"""


def fold(session: Session) -> None:
    """Add to `fact_people` and `fact_companies` the records that traits and memberships make.

    Each field has the value that was said last, by when it was said and not by when it came,
    so that events give the same records in whatever order they arrive. Of several records the
    one with the latest `said_at` speaks first: of records told whole when they became known.
    """
    folded_people = folded_companies = ""
    if _has(session, "person_traits") or _has(session, "memberships"):
        folded_people = "folded_people"
        session.make("belongings", _BELONGS)
        session.make(folded_people, _people())
    if _has(session, "company_traits"):
        folded_companies = "folded_companies"
        columns = _columns("company_traits")
        session.make(
            folded_companies,
            f"SELECT {_HEAD}, {columns}, {_CUSTOM} AS custom FROM fact_company_traits "
            "WHERE trim(external_id) <> '' GROUP BY source, trim(external_id)",
        )
    _add(session, "people", folded_people)
    _add(session, "companies", folded_companies)


def _people() -> str:
    """Return a query for the people: what was said of each, at the company they belong to."""
    names = [name for name in _fields("person_traits") if name != "company_external_id"]
    told = ", ".join(f"t.{name}" for name in names)
    return f"""
        WITH told AS (
            SELECT {_HEAD}, {_columns("person_traits")}, {_CUSTOM} AS custom
            FROM fact_person_traits WHERE trim(external_id) <> ''
            GROUP BY source, trim(external_id)
        )
        SELECT coalesce(t.fact_id, b.fact_id) AS fact_id, coalesce(t.source, b.source) AS source,
            greatest(t.occurred_at, b.occurred_at) AS occurred_at,
            greatest(t.known_at, b.known_at) AS known_at,
            least(t.received_at, b.received_at) AS received_at, FALSE AS is_backfilled,
            coalesce(t.external_id, b.external_id) AS external_id, {told}, t.custom,
            CASE WHEN b.is_ended IS NULL OR (b.is_ended
                AND t.company_external_id IS DISTINCT FROM b.company_external_id)
                THEN t.company_external_id
                WHEN NOT b.is_ended THEN b.company_external_id END AS company_external_id
        FROM told AS t FULL JOIN belongings AS b
            ON b.source = t.source AND b.external_id = t.external_id
    """


def _fields(kind: str) -> list[str]:
    """Return the fields of a kind that are told one by one."""
    told = set(schemas.SCHEMA_BY_KIND[kind].names) - set(schemas.HEAD)
    return sorted(told - {"external_id", "custom"})


def _columns(kind: str) -> str:
    return ", ".join(f"arg_max({name}, {_ORDER}) AS {name}" for name in _fields(kind))


def _has(session: Session, kind: str) -> bool:
    return bool(session.rows(f"SELECT 1 FROM fact_{kind} LIMIT 1"))


def _add(session: Session, kind: str, folded: str) -> None:
    """Let the facts of a kind be those that were told whole and those that were folded, if any."""
    schema = schemas.SCHEMA_BY_KIND[kind]
    session.rename_view(f"fact_{kind}", f"whole_{kind}")
    told = f"SELECT {', '.join(schema.names)}, known_at AS said_at FROM whole_{kind}"
    if folded:
        held = set(session.columns(folded))
        given = ", ".join(name if name in held else f"NULL AS {name}" for name in schema.names)
        told += f" UNION ALL SELECT {given}, occurred_at AS said_at FROM {folded}"
    session.view(f"fact_{kind}", told)
