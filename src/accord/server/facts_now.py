"""The whole log as it stands: filed segments, the inbox's tail, and what people decided."""

from accord.facts.log import Log
from accord.server import acknowledged, manifest, tail
from accord.server.records.mapping import decisions
from accord.server.records.models import Decision
from accord.server.records.queries import programs


def log() -> Log:
    """Return every fact that was acknowledged by now."""
    filed, waiting = acknowledged.read()
    found = manifest.log_of(filed)
    zone = programs.current_program().zone
    for kind, table in tail.tables(waiting, zone):
        found = found.plus(kind, table)
    rows = list(Decision.objects.order_by("id"))
    if not rows:
        return found
    owned = [row for row in rows if row.kind == "owner_set"]
    return found.plus("decisions", decisions.to_facts(rows)).plus(
        "account_team", decisions.to_account_team(owned, zone)
    )


def last_decision() -> int:
    """Return the number of the latest decision; 0 when nothing was decided."""
    row = Decision.objects.order_by("-id").values_list("id", flat=True).first()
    return row or 0
