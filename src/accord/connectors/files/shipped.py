"""The tables that come with this package: what words, headers and industries mean."""

import csv
from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our own tables."""
    text = resources.files("accord.connectors.files").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
