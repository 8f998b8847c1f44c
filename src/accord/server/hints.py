"""Which account a fact seems to belong to, by the keys of the last generation.

A hint only: it sorts segments and says whose page is out of date; a derivation resolves anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from accord.server import home, reference_keys

Ids = npt.NDArray[np.int64]
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Hints:
    """Sorted keys and the account and person of each, from one generation."""

    company_keys: Ids
    company_accounts: Ids
    person_keys: Ids
    person_accounts: Ids
    persons: Ids

    def of_activities(self, table: pa.Table) -> pa.Table:
        """Fill in account and person where activities do not name them."""
        account, person = _ints(table, "account"), _ints(table, "person")
        keyed = reference_keys.beside("activities", table)
        for name in ("person_key", "company_key", "ref_0"):
            found = _ints(keyed, name)
            guessed = _looked_up(found, self.person_keys, self.person_accounts)
            guessed = np.where(
                guessed > 0, guessed, _looked_up(found, self.company_keys, self.company_accounts)
            )
            account = np.where(account > 0, account, guessed)
        known = _looked_up(_ints(table, "person_key"), self.person_keys, self.persons)
        person = np.where(person > 0, person, known)
        for name, values in (("account", account), ("person", person)):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(name), pa.array(values))
        return table

    def accounts_of(self, kind: str, table: pa.Table) -> Ids:
        """Return the accounts that facts of a kind touch, each once, as far as is known."""
        parts = [_ints(table, "account")]
        keyed = reference_keys.beside(kind, table)
        for name in reference_keys.columns(kind):
            found = _ints(keyed, name)
            parts.append(_looked_up(found, self.company_keys, self.company_accounts))
            parts.append(_looked_up(found, self.person_keys, self.person_accounts))
        touched = np.unique(np.concatenate(parts))
        return touched[touched > 0]

    def knows(self, keys: Ids) -> bool:
        """Tell whether every key leads to somebody; 0 is nobody's and asks for nobody."""
        asked = np.unique(keys[keys > 0])
        return bool(
            (_is_among(asked, self.person_keys) | _is_among(asked, self.company_keys)).all()
        )


def load(generation: str | None) -> Hints:
    """Return the hints of a generation; empty ones before the first."""
    return _load(generation) if generation else Hints(_NONE, _NONE, _NONE, _NONE, _NONE)


@lru_cache(maxsize=1)
def _load(generation: str) -> Hints:
    folder = home.path("generations", generation)
    company = pq.read_table(folder / "account_keys.parquet", columns=["key", "account"])
    person = pq.read_table(folder / "person_keys.parquet", columns=["key", "person", "account"])
    return of_tables({"account_keys": company, "person_keys": person})


def of_tables(tables: Mapping[str, pa.Table]) -> Hints:
    """Return the hints of tables `account_keys` and `person_keys`."""
    company = tables["account_keys"].sort_by("key")
    person = tables["person_keys"].sort_by("key")
    return Hints(
        _ints(company, "key"),
        _ints(company, "account"),
        _ints(person, "key"),
        _ints(person, "account"),
        _ints(person, "person"),
    )


def _ints(table: pa.Table, name: str) -> Ids:
    if name not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    return np.asarray(table[name].fill_null(0)).astype(np.int64)


def _is_among(wanted: Ids, sorted_keys: Ids) -> npt.NDArray[np.bool_]:
    """Tell which keys are among sorted ones."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    found: npt.NDArray[np.bool_] = sorted_keys[place] == wanted
    return found


def _looked_up(wanted: Ids, sorted_keys: Ids, values: Ids) -> Ids:
    """Return the value of each key, 0 where the key is unknown."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), np.int64)
    place = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[place] == wanted, values[place], 0)
