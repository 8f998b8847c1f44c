"""What changed since it was last told: a new picture, and accounts re-derived since."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import QuerySet

from accord.server import home, manifest
from accord.server.records.models import (
    AccountNow,
    Setting,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookTold,
)
from accord.server.records.queries import packing
from accord.server.webhooks import events
from accord.server.webhooks.events import Event, Tables

_TOLD: Final = "webhooks.told"
_DELETES: Final = 500


def is_due() -> bool:
    """Tell whether there is something to look at that was not looked at."""
    if not _listening().exists():
        return False
    name, moment_us = _told()
    return name != (manifest.current_generation_name() or "") or _newer(moment_us).exists()


def look(now: datetime) -> int:
    """Write down what happened for every address that wants it; return how many deliveries.

    What was told and the deliveries are written together: killed in between, it is as before.
    """
    current = manifest.current_generation_name()
    if current is None or not _listening().exists():
        return 0
    name, moment_us = _told()
    found: list[Event] = []
    if name != current:
        found += _of_pictures(name, current)
    rows = list(_newer(moment_us if name == current else -1).order_by("derived_us"))
    found += _of_accounts(current, rows, is_new=name != current)
    last_us = max((row.derived_us for row in rows), default=moment_us)
    with transaction.atomic():
        n = _write(found, now)
        if name != current:
            WebhookTold.objects.all().delete()
        for row in rows:
            defaults = {"tables": _compared(row.tables), "derived_us": row.derived_us}
            WebhookTold.objects.update_or_create(account=row.account, defaults=defaults)
        value = {"generation": current, "derived_us": last_us}
        Setting.objects.update_or_create(name=_TOLD, defaults={"value": value})
    return n


def begin() -> None:
    """Let the first address hear of what happens from now on, not of what stands already."""
    row = AccountNow.objects.order_by("-derived_us").first()
    value = {
        "generation": manifest.current_generation_name() or "",
        "derived_us": row.derived_us if row else 0,
    }
    with transaction.atomic():
        WebhookTold.objects.all().delete()
        for now in AccountNow.objects.all():
            WebhookTold.objects.create(
                account=now.account, tables=_compared(now.tables), derived_us=now.derived_us
            )
        Setting.objects.update_or_create(name=_TOLD, defaults={"value": value})


def _of_pictures(name: str, current: str) -> list[Event]:
    """Return what happened from the picture last told, with what was told since, to the current."""
    if not name or not home.path("generations", name, "account_rows.parquet").exists():
        return []
    told = {row.account: _unpacked(row.tables) for row in WebhookTold.objects.all()}
    return events.between(_over(_read(name), told), _read(current))


def _of_accounts(current: str, rows: list[AccountNow], *, is_new: bool) -> list[Event]:
    """Return what happened at accounts that were re-derived."""
    if not rows:
        return []
    accounts = [row.account for row in rows]
    told = {} if is_new else WebhookTold.objects.in_bulk(accounts)
    before = {account: _unpacked(row.tables) for account, row in told.items()}
    after = {row.account: _unpacked(row.tables) for row in rows}
    stood = _read(current, accounts)
    return events.between(_over(stood, before), _over(stood, after))


def _write(found: Iterable[Event], now: datetime) -> int:
    addresses = list(_listening())
    rows = [
        WebhookDelivery(endpoint=one, kind=kind, body=events.body(kind, data, now), due_at=now)
        for kind, data in found
        for one in addresses
        if kind in one.kinds
    ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=_DELETES)
    return len(rows)


def _listening() -> "QuerySet[WebhookEndpoint]":
    return WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.DISABLED)


def _newer(moment_us: int) -> "QuerySet[AccountNow]":
    current = manifest.current_generation()
    return AccountNow.objects.filter(generation=current, derived_us__gt=moment_us)


def _told() -> tuple[str, int]:
    row = Setting.objects.filter(name=_TOLD).first()
    return (row.value["generation"], row.value["derived_us"]) if row else ("", 0)


def _read(name: str, accounts: list[int] | None = None) -> Tables:
    folder = home.path("generations", name)
    filters = None if accounts is None else [("account", "in", accounts)]
    rows = pq.read_table(
        folder / "account_rows.parquet", columns=list(events.ROWS), filters=filters
    )
    qualified = pq.read_table(folder / "qualifications.parquet", filters=filters)
    return {"account_rows": rows, "qualifications": qualified}


def _unpacked(data: bytes | memoryview) -> Tables:
    return packing.unpacked(bytes(data))


def _compared(data: bytes | memoryview) -> bytes:
    """Keep of an account what is compared, and nothing of its people."""
    tables = _unpacked(data)
    kept = {"account_rows": tables["account_rows"].select(list(events.ROWS))}
    if "qualifications" in tables:
        kept["qualifications"] = tables["qualifications"]
    return packing.packed(kept)


def _over(whole: Tables, fresh: dict[int, Tables]) -> Tables:
    """Lay accounts as they are newer over a picture."""
    if not fresh:
        return whole
    numbers = pa.array(list(fresh), pa.int64())
    found = {}
    for name, table in whole.items():
        kept = table.filter(pc.invert(pc.is_in(table["account"], numbers)))
        newer = [
            tables[name].select(table.column_names).cast(table.schema)
            for tables in fresh.values()
            if name in tables
        ]
        found[name] = pa.concat_tables([kept, *newer])
    return found
