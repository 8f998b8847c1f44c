"""Sample files: one for each kind that is read, with the headers as those who write it do."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from accord.connectors.files import calendars, shipped
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: its name, what it is read as, and what it is about."""

    name: str
    kind: str
    group: str
    """Where it is shown: crm, leads, sales, signals, customers, ads."""
    title: str
    what: str

    @property
    def is_calendar(self) -> bool:
        """Tell whether it is a calendar, not a table."""
        return self.name == "meetings"

    @property
    def file_name(self) -> str:
        """Return what its file is called."""
        return f"{self.name}.ics" if self.is_calendar else f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Return its headers; of a calendar those of the rows it becomes."""
        if self.is_calendar:
            return tuple(calendars.HEADER)
        first, _, _ = content(self.name).decode().partition("\n")
        return tuple(first.split(","))


@cache
def listed() -> tuple[Sample, ...]:
    """List every sample, in the order in which they are shown."""
    return tuple(Sample(**row) for row in shipped.rows("samples.csv"))


def content(name: str) -> bytes:
    """Return a sample as it is downloaded."""
    folder = resources.files("accord.connectors.files").joinpath("samples")
    return folder.joinpath(named(name).file_name).read_bytes()


def named(name: str) -> Sample:
    """Return a sample by its name."""
    found = next((sample for sample in listed() if sample.name == name), None)
    if found is None:
        names = ", ".join(sample.name for sample in listed())
        message = f"there is no sample {name!r}; there are {names}"
        raise NotFoundError(message)
    return found
