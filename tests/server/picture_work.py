"""What a workspace shows, as one hash a table, in a process of its own; and writers that load it."""

import hashlib
import json
import sys
import time as clock
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from accord.server import commands

commands.prepare()

from accord.derive import derive  # noqa: E402
from accord.facts import tables  # noqa: E402
from accord.server import backup, compactor, facts_now, home, inbox, whole  # noqa: E402
from accord.server.records.queries import programs  # noqa: E402
from accord.values import time  # noqa: E402


def shown(at: str, rules: str = "") -> None:
    """Print a hash of every table of the picture as of a moment, bit for bit."""
    program = programs.program_of(Path(rules).read_text()) if rules else programs.current_program()
    picture = derive.derive(facts_now.log(), program, time.from_us(int(at)))
    found = {}
    for name, table in sorted(picture.tables.items()):
        # Every value with all its digits; what lies under a null in memory is nothing.
        told = f"{table.schema}\n{table.to_pydict()!r}"
        found[name] = [table.num_rows, hashlib.sha256(told.encode()).hexdigest()]
    print(json.dumps(found))


def write_for_ever() -> None:
    """Append and file activities until killed, saying each time how many are acknowledged."""
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    zone = programs.current_program().zone
    number = 0
    while True:
        now = time.to_us(__import__("django.utils.timezone", fromlist=["now"]).now())
        rows = [
            tables.activity(
                {
                    "fact_id": f"load{number + n}", "source": "load", "occurred_at": now, "known_at": now,
                    "received_at": now, "is_backfilled": False, "kind_name": "page_view",
                    "email": f"p{n}@acme.example",
                },
                zone,
            )
            for n in range(50)
        ]  # fmt: skip
        box.append_rows("activities", rows).result()
        number += 50
        print(number, flush=True)
        try:
            with compactor.lease():
                work = compactor.Compactor()
                work.drain()
                work.merge_small()
        except Exception as error:  # noqa: BLE001 - the backup holds the lease
            print(f"busy {error}", file=sys.stderr)
        clock.sleep(0.02)


def back_up(file: str) -> None:
    for _ in range(100):
        try:
            backup.write(Path(file))
        except Exception as error:  # noqa: BLE001 - the writer holds the lease
            print(error, file=sys.stderr)
            clock.sleep(0.1)
        else:
            return


def count(source: str) -> None:
    import pyarrow.compute as pc

    log = facts_now.log()
    held = [
        pa.parquet.read_table(p, columns=["source"])
        for p in log.paths_by_kind.get("activities", ())
    ]
    held += [table.select(["source"]) for table in log.tables_by_kind.get("activities", ())]
    print(sum(pc.sum(pc.equal(table["source"], source)).as_py() or 0 for table in held))


def export_all(folder: str) -> None:
    whole.write(Path(folder))


def import_all(folder: str) -> None:
    print(sum(whole.read(Path(folder)).values()))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
