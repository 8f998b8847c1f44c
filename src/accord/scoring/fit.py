"""How well an account fits the profile: known points, what is unknown, and what keeps it out.

Fit is the sum of what is known. What is not known earns nothing and is shown as a range:
from the known points to what they could become.
"""

from typing import Final

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.program.profile import Exclusion, MustHave, Profile
from accord.scoring import fit_fields
from accord.values import points

KIND_BY_LIST: Final[dict[str, str]] = {
    "own_company_and_affiliates": "own_employee",
    "competitors": "competitor",
    "partner_reserved": "partner",
    "sanctions_and_legal_block": "blocked",
}
"""What `account_kinds` calls the accounts of a list."""

_REASONS: Final = """
    SELECT a.account, c.criterion, s.said AS value_text, s.share / 1e6 AS share,
        CAST(coalesce(s.share, 0) * c.weight AS BIGINT) AS points,
        CAST(c.weight * {million} AS BIGINT) AS max_points, s.account IS NOT NULL AS is_known
    FROM accounts AS a
    CROSS JOIN fit_criteria AS c
    LEFT JOIN fit_shares AS s ON s.account = a.account AND s.place = c.place
"""
_FIT: Final = """
    SELECT s.account, s.points, s.known_max / nullif(s.whole, 0) AS known_share,
        s.points AS low, s.points + s.whole - s.known_max AS high,
        CASE WHEN s.points >= $strong THEN 'strong' WHEN s.points >= $moderate THEN 'moderate'
            ELSE 'weak' END AS band,
        m.id AS must_have_failed, x.id AS excluded
    FROM (
        SELECT account, CAST(sum(points) AS BIGINT) AS points,
            CAST(sum(CASE WHEN is_known THEN max_points ELSE 0 END) AS BIGINT) AS known_max,
            CAST(sum(max_points) AS BIGINT) AS whole
        FROM fit_reasons GROUP BY account
    ) AS s
    LEFT JOIN failed_must_haves AS m ON m.account = s.account
    LEFT JOIN fit_exclusions AS x ON x.account = s.account
"""
_NOBODY: Final = "SELECT CAST(0 AS BIGINT) AS account, 0 AS place, '' AS id WHERE FALSE"
_FIRST: Final = """
    SELECT account, id FROM (
        SELECT account, id, row_number() OVER (PARTITION BY account ORDER BY place) AS nth
        FROM ({all}) AS found
    ) AS ordered WHERE nth = 1
"""


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make `fit_reasons` and `fit`; the reasons of an account sum to its fit exactly."""
    profile = program.profile
    criteria = list(profile.criteria.items())
    columns = {
        "place": pa.array(list(range(len(criteria))), pa.int32()),
        "criterion": pa.array([name for name, _ in criteria], pa.string()),
        "weight": pa.array([criterion.weight for _, criterion in criteria], pa.int64()),
    }
    session.register("fit_criteria", pa.table(columns))
    parts = [
        f"SELECT account, {place} AS place, share, said "
        f"FROM ({fit_fields.shares(session, place, criterion, as_of)}) AS part_{place}"
        for place, (_, criterion) in enumerate(criteria)
    ]
    session.make("fit_shares", " UNION ALL ".join(parts))
    session.make("fit_reasons", _REASONS.format(million=points.MILLION))
    _must_haves(session, profile)
    _exclusions(session, profile, as_of)
    session.make("fit", _FIT, strong=profile.bands.strong, moderate=profile.bands.moderate)
    session.drop("fit_shares")


def _must_haves(session: Session, profile: Profile) -> None:
    """Make `failed_must_haves`: the first must-have that an account fails."""
    parts = []
    for place, must in enumerate(profile.must_have):
        if must.in_ is not None:
            _register_words(session, f"must_words_{place}", must.in_)
        parts.append(
            f"SELECT a.account, {place} AS place, '{must.id}' AS id FROM accounts AS a "
            f"WHERE NOT ({_holds(must, place)})"
        )
    session.make("failed_must_haves", _FIRST.format(all=" UNION ALL ".join(parts) or _NOBODY))


def _holds(must: MustHave, place: int) -> str:
    """Return SQL that tells whether an account meets a must-have, unknown decided too."""
    text = f"lower(trim(CAST({fit_fields.column(must.field)} AS VARCHAR)))"
    tests = []
    if must.in_ is not None:
        tests.append(f"{text} IN (SELECT word FROM must_words_{place})")
    if must.at_least is not None:
        tests.append(f"{fit_fields.as_number(must.field)} >= {must.at_least!r}e0")
    if must.at_most is not None:
        tests.append(f"{fit_fields.as_number(must.field)} <= {must.at_most!r}e0")
    if must.is_ is not None:
        word = str(must.is_).lower().replace("'", "''")
        tests.append(f"{text} = '{word}'")
    unknown = "TRUE" if must.unknown_passes else "FALSE"
    return f"coalesce({' AND '.join(tests)}, {unknown})"


def _exclusions(session: Session, profile: Profile, as_of: AsOf) -> None:
    """Make `fit_exclusions`: the first reason that keeps an account out."""
    parts = [
        f"SELECT account, {place} AS place, '{exclusion.id}' AS id "
        f"FROM ({_excluded(session, exclusion, place, as_of)}) AS part_{place}"
        for place, exclusion in enumerate(profile.exclude)
    ]
    session.make("fit_exclusions", _FIRST.format(all=" UNION ALL ".join(parts) or _NOBODY))


def _excluded(session: Session, exclusion: Exclusion, place: int, as_of: AsOf) -> str:
    if exclusion.list is not None:
        kind = KIND_BY_LIST.get(exclusion.list, exclusion.list)
        return f"SELECT DISTINCT account FROM account_kinds WHERE kind = '{kind}'"
    if exclusion.trigger is not None:
        since = as_of.day - exclusion.for_days if exclusion.for_days else 0
        return (
            f"SELECT DISTINCT account FROM triggers "
            f"WHERE kind = '{exclusion.trigger}' AND day > {since} AND day <= {as_of.day}"
        )
    _register_words(session, f"kept_out_words_{place}", exclusion.in_ or ())
    text = f"lower(trim(CAST({fit_fields.column(exclusion.field or 'status')} AS VARCHAR)))"
    return (
        f"SELECT a.account FROM accounts AS a "
        f"WHERE {text} IN (SELECT word FROM kept_out_words_{place})"
    )


def _register_words(session: Session, name: str, texts: tuple[str, ...]) -> None:
    words = [text.strip().lower() for text in texts]
    session.register(name, pa.table({"word": pa.array(words, pa.string())}))
