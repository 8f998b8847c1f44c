"""Parents that a file names instead of numbering: a first pass finds their ids."""

from collections.abc import Callable, Iterator

from accord.connectors.files import web, words
from accord.connectors.files.naming import company_id
from accord.connectors.files.places import country
from accord.connectors.files.plan import Plan
from accord.connectors.files.rows import Row

Body = Callable[[], Iterator[Row]]


def index(plan: Plan, body: Body) -> dict[str, str]:
    """Return, by squashed name, the id of every company that another row names as its parent."""
    parent = plan.column_of("parent_name")
    name = plan.column_of("name")
    if parent is None or name is None:
        return {}
    wanted = {words.squash(_cell(row, parent.index)) for row in body()} - {""}
    found: dict[str, str] = {}
    for row in body():
        key = words.squash(_cell(row, name.index))
        if key in wanted and key not in found:
            found[key] = _id(plan, row)
    return found


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _id(plan: Plan, row: Row) -> str:
    def said(wanted: str) -> str:
        column = plan.column_of(wanted)
        return _cell(row, column.index if column else None)

    if said("external_id"):
        read = words.salesforce_id if plan.system == "salesforce" else words.record_id
        return str(read(said("external_id")).value)
    host = web.host(said("domain") or said("website")).value
    place = country(said("country")).value if said("country") else None
    return company_id(host, said("name"), place)
