"""Which part each person may play in the decision, from title and CRM role, or as confirmed."""

from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.program import words
from accord.program.model import Program

SMALL_COMPANY: Final = 200
"""Below so many employees the head of the company signs the cheque."""

FROM_CRM: Final = 0.9
"""How sure a role is that the CRM names."""

_LEADING: Final = ("c_level", "vp", "director")
_FIXED: Final[dict[str, tuple[str, float]]] = {
    "procurement": ("procurement", 0.9),
    "legal": ("legal", 0.9),
}
_TECHNICAL: Final = ("it", "engineering")


def of_title(
    level: str, department: str, buying: str, *, is_small: bool
) -> tuple[str, float] | None:
    """Return the role that a level and department suggest, and how sure that is; None if none."""
    if level in {"unknown", "junior"} or department == "unknown":
        return None
    if department in _FIXED:
        return _FIXED[department]
    if department == "executive":
        return _of_executive(level, is_small=is_small)
    if department == buying:
        return _of_buyer(level)
    return _of_others(level, department)


def _of_others(level: str, department: str) -> tuple[str, float]:
    if department == "finance":
        return _of_finance(level)
    if department in _TECHNICAL:
        return ("technical_evaluator", 0.85)
    return ("influencer", 0.6) if level in _LEADING else ("influencer", 0.5)


def _of_executive(level: str, *, is_small: bool) -> tuple[str, float] | None:
    if level != "c_level":
        return ("influencer", 0.5)
    return ("economic_buyer", 0.85) if is_small else ("executive_sponsor", 0.85)


def _of_finance(level: str) -> tuple[str, float]:
    if level in {"c_level", "vp"}:
        return ("economic_buyer", 0.9)
    return ("economic_buyer", 0.8) if level == "director" else ("end_user", 0.6)


def _of_buyer(level: str) -> tuple[str, float]:
    by_level = {
        "c_level": ("economic_buyer", 0.8),
        "vp": ("functional_leader", 0.9),
        "director": ("functional_leader", 0.85),
        "manager": ("functional_leader", 0.6),
    }
    return by_level.get(level, ("end_user", 0.8))


_CONFIRMED: Final = """
    SELECT person, solution, role, kind = 'role_confirmed' AS is_confirmed, known_at, received_at,
        fact_id
    FROM (
        SELECT p.person, json_extract_string(d.value, '$.solution') AS solution,
            json_extract_string(d.value, '$.role') AS role, d.kind, d.known_at, d.received_at,
            d.fact_id,
            row_number() OVER (
                PARTITION BY p.person, json_extract_string(d.value, '$.solution'),
                    json_extract_string(d.value, '$.role')
                ORDER BY d.known_at DESC, d.received_at DESC, d.fact_id DESC
            ) AS place
        FROM fact_decisions AS d JOIN person_keys AS p ON p.key = d.person
        WHERE d.kind IN ('role_confirmed', 'role_rejected', 'role_withdrawn')
    ) WHERE place = 1 AND kind <> 'role_withdrawn'
"""
"""What was said last of each role; what was withdrawn is as if nobody had said it."""

_STANDING: Final = """
    SELECT person, solution, role FROM (
        SELECT person, solution, role, row_number() OVER (
            PARTITION BY person, solution ORDER BY known_at DESC, received_at DESC, fact_id DESC
        ) AS place
        FROM decided_roles WHERE is_confirmed
    ) WHERE place = 1
"""
"""The role that was confirmed last: whoever gives another one moves the person."""

_BEST: Final = """
    SELECT p.person, s.solution,
        CASE WHEN c.person IS NOT NULL THEN c.role WHEN r.role IS NOT NULL AND nr.person IS NULL
            THEN r.role WHEN nt.person IS NULL THEN t.role END AS role,
        CASE WHEN c.person IS NOT NULL THEN 1e0 WHEN r.role IS NOT NULL AND nr.person IS NULL
            THEN $from_crm WHEN nt.person IS NULL THEN t.confidence END AS confidence,
        CASE WHEN c.person IS NOT NULL THEN 'confirmed by a person'
            WHEN r.role IS NOT NULL AND nr.person IS NULL THEN concat('CRM role: ', p.crm_role)
            WHEN nt.person IS NULL THEN concat('title: ', p.title) END AS evidence,
        c.person IS NOT NULL AS is_confirmed
    FROM people AS p
    CROSS JOIN known_solutions AS s
    LEFT JOIN accounts AS a ON a.account = p.account
    LEFT JOIN confirmed_roles AS c ON c.person = p.person AND c.solution = s.solution
    LEFT JOIN roles_by_crm AS r ON r.crm_role = p.crm_role AND r.solution = s.solution
    LEFT JOIN rejected_roles AS nr
        ON nr.person = p.person AND nr.solution = s.solution AND nr.role = r.role
    LEFT JOIN roles_by_title AS t ON t.solution = s.solution AND t.level = p.level
        AND t.department = p.department AND t.is_small = (coalesce(a.employees, $small) < $small)
    LEFT JOIN rejected_roles AS nt
        ON nt.person = p.person AND nt.solution = s.solution AND nt.role = t.role
    WHERE p.account <> 0 AND (p.excluded IS NULL OR c.person IS NOT NULL)
"""


def find(session: Session, program: Program) -> None:
    """Make `person_roles`: one best row per person and solution."""
    session.register("roles_by_title", _title_table(program))
    _register_crm_roles(session, program)
    session.make("decided_roles", _CONFIRMED)
    session.make("confirmed_roles", _STANDING)
    session.make("rejected_roles", "SELECT * FROM decided_roles WHERE NOT is_confirmed")
    solutions = pa.array(list(program.solutions), pa.string())
    session.register("known_solutions", pa.table({"solution": solutions}))
    session.make(
        "person_roles",
        f"SELECT * FROM ({_BEST}) AS best WHERE role IS NOT NULL",
        small=SMALL_COMPANY,
        from_crm=FROM_CRM,
    )


def _title_table(program: Program) -> pa.Table:
    """Return the suggestion for every solution, level, department and size; known roles only."""
    rows = [
        (solution, level, department, is_small, *found)
        for solution, clause in program.solutions.items()
        for level in words.LEVELS
        for department in words.DEPARTMENTS
        for is_small in (False, True)
        if (found := of_title(level, department, clause.buying_function, is_small=is_small))
        and found[0] in program.group_of(solution).roles
    ]
    names = ("solution", "level", "department", "is_small", "role", "confidence")
    types = (pa.string(), pa.string(), pa.string(), pa.bool_(), pa.string(), pa.float64())
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=list(names))


def _register_crm_roles(session: Session, program: Program) -> None:
    said = session.rows(
        "SELECT DISTINCT crm_role FROM people WHERE crm_role IS NOT NULL ORDER BY 1"
    )
    rows = [
        (value, solution, role)
        for (value,) in said
        for solution in program.solutions
        if (role := program.role_of(value, solution))
    ]
    columns = {
        name: pa.array([row[i] for row in rows], pa.string())
        for i, name in enumerate(("crm_role", "solution", "role"))
    }
    session.register("roles_by_crm", pa.table(columns))
