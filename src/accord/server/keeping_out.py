"""The gate: facts that name somebody who was erased are dropped where facts come in.

Only keyed hashes are kept of the ways to name them, so that the list tells nobody who they were.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.facts import keys
from accord.identity import hashing
from accord.server import home
from accord.server.records.models import KeptOutKey

Flags = npt.NDArray[np.bool_]
_ADDRESS = re.compile(rb"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,253}")
_NUMBERS = ("person_key", "person", "from_key", "to_key")


@dataclass(frozen=True)
class Gate:
    """Whom to keep out, as hashes of the keys by which facts name people."""

    digests: frozenset[str]
    secret: bytes

    def kept(self, kind: str, table: pa.Table) -> tuple[pa.Table, int]:
        """Return the facts that may come in, and how many may not."""
        if not self.digests or not table.num_rows:
            return table, 0
        out = np.zeros(table.num_rows, np.bool_)
        for column in _numbers_of(table):
            out |= self._is_out(column)
        count = int(out.sum())
        if count:
            table = table.filter(pa.array(~out))
        return self._without_contacts(kind, table), count

    def hears(self, data: bytes) -> bool:
        """Tell whether bytes that can't be read as facts hold an address that is kept out."""
        if not self.digests:
            return False
        found = {one.decode("ascii").lower() for one in _ADDRESS.findall(data)}
        return any(self.knows(keys.email_key(address)) for address in found)

    def knows(self, key: int) -> bool:
        """Tell whether one key is kept out."""
        return key != 0 and digest_of(key, self.secret) in self.digests

    def _is_out(self, column: pa.Array) -> Flags:
        """Tell which keys are kept out, hashing each different one once."""
        different, places = np.unique(column.to_numpy(zero_copy_only=False), return_inverse=True)
        found = np.fromiter((self.knows(int(key)) for key in different), np.bool_, len(different))
        return found[places]

    def _without_contacts(self, kind: str, table: pa.Table) -> pa.Table:
        if kind != "opportunities":
            return table
        lists = [
            contacts
            and [one for one in contacts if not self.knows(keys.record_key(source or "", one))]
            for source, contacts in zip(
                table["source"].to_pylist(), table["contact_external_ids"].to_pylist(), strict=True
            )
        ]
        place = table.schema.get_field_index("contact_external_ids")
        field = table.schema.field("contact_external_ids")
        return table.set_column(place, field, pa.array(lists, field.type))


def load() -> Gate:
    """Return the gate as it stands now."""
    listed = KeptOutKey.objects.values_list("digest", flat=True)
    return Gate(frozenset(listed), home.keeping_out_key())


def keep_out(numbers: Iterable[int]) -> int:
    """Keep out from now on whoever is named by these keys; return how many were new."""
    secret = home.keeping_out_key()
    return keep_out_digests(digest_of(number, secret) for number in numbers if number)


def keep_out_digests(digests: Iterable[str]) -> int:
    """Keep out from now on whoever is named by keys with these hashes; return how many were new."""
    wanted = set(digests)
    known = set(KeptOutKey.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    rows = [KeptOutKey(digest=digest) for digest in sorted(wanted - known)]
    KeptOutKey.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def digest_of(number: int, secret: bytes) -> str:
    """Return the keyed hash of a key."""
    return blake2b(number.to_bytes(8, "big"), key=secret, digest_size=16).hexdigest()


def _numbers_of(table: pa.Table) -> Iterable[pa.Array]:
    """Return every column of keys by which facts name people."""
    names = table.column_names
    for name in _NUMBERS:
        if name in names:
            yield table[name].fill_null(0).combine_chunks()
    for name in ("external_id", "person_external_id", "converted_external_id"):
        if name in names and (name != "external_id" or "email" in names):
            yield hashing.reference_keys_of(table["source"], table[name])
    if "email" in names:
        plain = pc.utf8_lower(pc.utf8_trim_whitespace(table["email"]))
        yield _word_keys("email", plain)
    if "anonymous_id" in names:
        yield _word_keys("anonymous", pc.utf8_trim_whitespace(table["anonymous_id"]))


def _word_keys(prefix: str, column: pa.ChunkedArray) -> pa.Array:
    """Return the key of every word, hashing each different one once."""
    coded = pc.dictionary_encode(column).unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        return pa.array([], pa.int64())
    return pc.fill_null(hashing.word_keys_of(prefix, coded.dictionary).take(coded.indices), 0)
