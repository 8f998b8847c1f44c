"""Sample files: one for each kind that is read, with the headers as those who write it do."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from accord.connectors.files import shipped
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: its name, what it is read as, and what it is about."""

    name: str
    kind: str
    group: str
    """Where it is shown: crm, leads, signals, customers, ads."""
    title: str
    what: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return its headers."""
        first, _, _ = content(self.name).decode().partition("\n")
        return tuple(first.split(","))


@cache
def listed() -> tuple[Sample, ...]:
    """List every sample, in the order in which they are shown."""
    return tuple(Sample(**row) for row in shipped.rows("samples.csv"))


def content(name: str) -> bytes:
    """Return a sample as it is downloaded."""
    names = [sample.name for sample in listed()]
    if name not in names:
        message = f"there is no sample {name!r}; there are {', '.join(names)}"
        raise NotFoundError(message)
    folder = resources.files("accord.connectors.files").joinpath("samples")
    return folder.joinpath(f"{name}.csv").read_bytes()
