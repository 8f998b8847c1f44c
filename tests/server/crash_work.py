"""What the killed processes do: write to the inbox, file, and say what stands in the log."""

import sys
import time
from collections import Counter

import pyarrow.parquet as pq

from accord.server import commands

commands.set_up()

from accord.facts import tables  # noqa: E402
from accord.server import compactor, home, inbox, manifest  # noqa: E402
from accord.values import ids  # noqa: E402

HOUR = 3_600_000_000


def activities(first: int, n: int) -> list[dict]:
    """Return rows of activities with ids that follow each other."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")
    return [
        tables.activity(
            {
                "fact_id": f"a{number}",
                "source": "site",
                "occurred_at": 1_750_000_000_000_000 + number * HOUR,
                "known_at": 1_750_000_000_000_000 + number * HOUR,
                "received_at": 1_750_000_000_000_000 + number * HOUR,
                "is_backfilled": False,
                "kind_name": "page_view",
                "email": f"p{number % 97}@acme.example",
            },
            zone,
        )
        for number in range(first, first + n)
    ]


def write(first: int, n: int, per: int) -> None:
    """Append facts and print an id once it is acknowledged."""
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    for start in range(first, first + n, per):
        rows = activities(start, per)
        box.append_rows("activities", rows).result()
        print(*[row["fact_id"] for row in rows], sep="\n", flush=True)
    box.close()


def drain(merge: bool = True) -> None:
    """File what waits, a little at a time."""
    compactor.FACTS_PER_BATCH = 300
    compactor._SMALL_AT_MOST = 3
    with compactor.lease():
        work = compactor.Compactor()
        while work.file_batch().entries:
            if merge:
                work.merge_small()


def drain_for_ever() -> None:
    """File a little at a time, and say so, until killed."""
    compactor.FACTS_PER_BATCH = 40
    compactor._SMALL_AT_MOST = 3
    with compactor.lease():
        work = compactor.Compactor()
        while True:
            filed = work.file_batch()
            work.merge_small()
            print(filed.read, flush=True)
            time.sleep(0 if filed.entries else 0.01)


def stored() -> None:
    """Print what is doubled, then every id that the manifest's segments hold."""
    found: Counter[str] = Counter()
    for paths in manifest.log().paths_by_kind.values():
        for path in paths:
            found.update(pq.read_table(path, columns=["fact_id"])["fact_id"].to_pylist())
    print(sum(1 for n in found.values() if n > 1))
    print(*sorted(found), sep="\n")


def known(n: int) -> None:
    """Print how many of n made-up hashes are known (none may be)."""
    from accord.server import seen

    print(
        len(
            seen.SeenIds(home.path("seen")).find(
                seen.np.array([ids.hash64(str(i)) for i in range(n)])
            )
        )
    )


if __name__ == "__main__":
    globals()[sys.argv[1]](*(int(word) for word in sys.argv[2:]))
