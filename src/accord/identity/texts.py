"""What texts mean, a column at a time: Python looks at each different text once."""

from collections.abc import Callable
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from accord.identity import countries, domains, names, titles

Column: TypeAlias = pa.Array | pa.ChunkedArray
Meaning = Callable[[list[str]], pa.Table]


def read(column: Column, meaning: Meaning) -> dict[str, pa.Array]:
    """Return the columns that a text means, row by row; null where it means nothing.

    `meaning` gives a table with one row for each text, in the same order. Texts stay coded:
    a row holds the place of its meaning.
    """
    coded = pc.dictionary_encode(column)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # pyarrow keeps an empty one in chunks
        coded = pa.array([], pa.dictionary(pa.int32(), pa.string()))
    found = meaning(coded.dictionary.to_pylist())
    return {name: _placed(coded.indices, found[name]) for name in found.column_names}


def _placed(places: pa.Array, found: pa.ChunkedArray) -> pa.Array:
    if not pa.types.is_string(found.type):
        return found.take(places)
    return pa.DictionaryArray.from_arrays(places, found.combine_chunks())


def domains_of(column: Column) -> dict[str, pa.Array]:
    """Return (domain, domain_key, label, kind) of hosts, web addresses or mail addresses."""
    return read(column, domains.table)


def names_of(column: Column) -> dict[str, pa.Array]:
    """Return (squeezed, name_key) of company names."""
    return read(column, names.table)


def countries_of(column: Column) -> pa.Array:
    """Return the code of each country; a text that names none stays what it is."""
    return read(column, countries.table)["code"]


def titles_of(column: Column) -> dict[str, pa.Array]:
    """Return (level, department, sureness, is_student) of job titles."""
    return read(column, titles.table)


def hosts(addresses: Column) -> Column:
    """Return what stands behind the @ of mail addresses; null where there is none."""
    return pc.struct_field(pc.extract_regex(addresses, "@(?P<host>[^@]+)$"), "host")
