"""In which time zone pages are read: that of the workspace, named once on each of them."""

from zoneinfo import ZoneInfo

from accord.server.records.queries import programs
from accord.values.errors import AccordError


def of_workspace() -> ZoneInfo:
    """Return the time zone of the program in force; UTC before there is one."""
    try:
        return programs.current_program().zone
    except AccordError:
        return ZoneInfo("UTC")


def name() -> str:
    """Return what the zone is called: "America/New York"."""
    return str(of_workspace().key).replace("_", " ")
