"""What texts mean, a column at a time: Python looks at each different text once."""

from collections.abc import Callable
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from accord.identity import countries, domains, hashing, names, titles

Column: TypeAlias = pa.Array | pa.ChunkedArray
Meaning = Callable[[list[str]], pa.Table]

_DOMAIN_PREFIX: Final = "domain"
_NAME_PREFIX: Final = "name"


def read(column: Column, meaning: Meaning) -> pa.Table:
    """Return the columns that a text means, row by row; null where it means nothing.

    `meaning` gives a table with one row for each text, in the same order.
    """
    coded = pc.dictionary_encode(column)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    if isinstance(coded, pa.ChunkedArray):  # pyarrow keeps an empty one in chunks
        coded = pa.array([], pa.dictionary(pa.int32(), pa.string()))
    found = meaning(coded.dictionary.to_pylist())
    return found.take(coded.indices)


def domains_of(column: Column) -> pa.Table:
    """Return (domain, domain_key, label, kind) of hosts, web addresses or mail addresses."""
    return read(pc.utf8_lower(pc.utf8_trim_whitespace(column)), _domains)


def names_of(column: Column) -> pa.Table:
    """Return (squeezed, name_key) of company names."""
    return read(column, _names)


def countries_of(column: Column) -> pa.Array:
    """Return the code of each country; a text that names none stays what it is."""
    return read(column, countries.table)["code"]


def titles_of(column: Column) -> pa.Table:
    """Return (level, department, sureness, is_student) of job titles."""
    return read(column, titles.table)


def hosts(addresses: Column) -> Column:
    """Return what stands behind the @ of mail addresses; null where there is none."""
    return pc.struct_field(pc.extract_regex(addresses, "@(?P<host>[^@]+)$"), "host")


def _domains(words: list[str]) -> pa.Table:
    found = domains.table(words)
    return found.append_column("domain_key", hashing.word_keys_of(_DOMAIN_PREFIX, found["domain"]))


def _names(words: list[str]) -> pa.Table:
    found = names.table(words)
    return found.append_column("name_key", hashing.word_keys_of(_NAME_PREFIX, found["squeezed"]))
