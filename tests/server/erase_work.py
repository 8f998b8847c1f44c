"""What the erased person leaves behind, and the erasing itself, each in a process of its own."""

import gzip
import hashlib
import json
import sys
import zipfile
from base64 import b64encode

from accord.server import commands

commands.set_up()

from django.utils import timezone  # noqa: E402

from accord.facts import keys, tables  # noqa: E402
from accord.server import compactor, fresh, home, inbox, manifest  # noqa: E402
from accord.server.actions import erase, notes  # noqa: E402
from accord.server.erasing import work  # noqa: E402
from accord.server.records.models import (  # noqa: E402
    AccountNow,
    AppUser,
    AuditEntry,
    BackupRecord,
    Erasure,
    ImportIssue,
    ImportRun,
    Segment,
)  # fmt: skip
from accord.server.records.queries import programs  # noqa: E402
from accord.values import ids, time  # noqa: E402


def act(email: str, number: int, **more: object) -> dict[str, object]:
    """Return an activity of today."""
    now = time.to_us(timezone.now())
    row = {
        "fact_id": f"seen:{email}:{number}", "source": "site", "occurred_at": now - number * 10**9,
        "known_at": now, "received_at": now, "is_backfilled": False, "kind_name": "page_view",
        "asset_name": "/pricing", "email": email,
    }  # fmt: skip
    return tables.activity(row | more, programs.current_program().zone)


def plant(email: str, name: str, account: str, record: str, source: str) -> None:
    """Leave the person in every kind of place."""
    sha = hashlib.sha256(email.encode()).hexdigest()
    rows = [
        act(email, 1, properties=json.dumps({"hashed": sha, "who": b64encode(email.encode()).decode()})),
        act("somebody@else.example", 2, text=f"forwarded by <{email.upper()}>"),
        act(email, 3, anonymous_id="browser-of-hers-0001"),
    ]  # fmt: skip
    append("activities", rows)
    with compactor.lease():
        compactor.Compactor().drain()
    append("activities", [act(email, 4, asset_name=f"/thanks?to={email.replace('@', '%40')}")])
    robin = AppUser.objects.get(email="robin@tallyfold.example")
    notes.add_note(robin, account, f"{name} asked for prices, write to {email}")
    fresh.derive_accounts([ids.from_public_id(account)])
    folder = home.path("uploads", "waiting")
    (folder / "files").mkdir(parents=True, exist_ok=True)
    lines = f"Email,First Name\n{email},X\n"
    (folder / "files" / "leads.csv").write_text(lines)
    run = ImportRun.objects.create(folder="waiting", files=["leads.csv"], started_by="robin")
    ImportIssue.objects.create(
        run=run,
        file="leads.csv",
        row_number=1,
        column="Email",
        raw=email,
        severity="coerced",
        reason="case",
    )
    AuditEntry.objects.create(done_by=robin.email, action="x", subject=email, detail={"name": name})
    with gzip.open(home.path("exports", "old.csv.gz"), "wt") as stream:
        stream.write(lines)
    with zipfile.ZipFile(home.path("exports", "old.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", lines)
    home.path("pages.log").write_text(f"GET /?q={email}\n")
    BackupRecord.objects.create(
        file="/backups/last.tar.gz",
        kept_until=timezone.now() + timezone.timedelta(days=9),
        size=1,
        sha256="0",
    )


def newcome(email: str, name: str, record: str, source: str) -> None:
    """Let somebody at a company that no picture knows be heard of, and be shown at once."""
    now = time.to_us(timezone.now())
    head = {"source": source, "occurred_at": now, "known_at": now, "received_at": now,
            "is_backfilled": False}  # fmt: skip
    first, _, last = name.partition(" ")
    user, group = keys.record_key(source, record), keys.record_key(source, "g-8")
    company = {"external_id": "g-8", "name": "Zephyr", "domain": email.partition("@")[2]}
    person = {"external_id": record, "email": email, "first_name": first, "last_name": last}
    member = {"person_external_id": record, "company_external_id": "g-8", "person_key": user,
              "company_key": group, "is_ended": False}  # fmt: skip
    append("company_traits", [head | {"fact_id": "c:new"} | company])
    append("memberships", [head | {"fact_id": "m:new"} | member])
    append("person_traits", [head | {"fact_id": "p:new"} | person])
    append("activities", [act(email, n, person_key=user) for n in (1, 2)])
    with compactor.lease():
        compactor.Compactor().drain()
    again_now()


def again_now() -> None:
    """Derive what waits; print how many accounts are shown since the picture."""
    fresh.tick()
    print(AccountNow.objects.count())


def append(kind: str, rows: list[dict[str, object]]) -> None:
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    box.append_rows(kind, rows).result()
    box.close()


def ask(email: str, how: str = "") -> None:
    erase.ask(None, email, is_full=how == "full")


def go() -> None:
    """Do the erasure that was asked for last, as the worker does."""
    work.run(Erasure.objects.order_by("-id").first().pk)


def receipt() -> None:
    row = Erasure.objects.order_by("-id").first()
    print(
        json.dumps(
            {"state": row.state, "done": row.done, "receipt": row.receipt, "person": row.person}
        )
    )


def again(email: str, record: str, source: str) -> None:
    """Collect and import the person once more; print how many facts came in."""
    now = time.to_us(timezone.now())
    append("activities", [act(email, n) for n in range(10, 15)])
    head = {"fact_id": "p:again", "source": source, "occurred_at": now, "known_at": now,
            "received_at": now, "is_backfilled": False}  # fmt: skip
    append("people", [head | {"external_id": record, "email": email, "first_name": "Again"}])
    append("people", [head | {"fact_id": "p:other", "external_id": "another", "email": email}])
    with compactor.lease():
        filed = compactor.Compactor().drain()
    print(filed.new, filed.kept_out)


def rows() -> None:
    print(
        sum(
            Segment.objects.filter(removed_at=None, kind="activities").values_list(
                "row_count", flat=True
            )
        )
    )
    print(manifest.current_generation_name())


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
