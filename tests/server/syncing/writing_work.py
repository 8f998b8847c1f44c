"""What the killed processes do: connect a CRM, look, and send what was looked at."""

import json
import sys

from accord.server import commands

commands.set_up()

import writing_cast as cast  # noqa: E402
from accord.server.actions import connections, users, write_back  # noqa: E402
from accord.server.playing import enrolling  # noqa: E402
from accord.server.records.models import (  # noqa: E402
    AppUser,
    Campaign,
    Connection,
    CrmWrite,
    PlayTask,
)
from accord.server.records.queries import campaigns, picture, programs  # noqa: E402
from accord.server.writing_back import work  # noqa: E402
from accord.values import ids  # noqa: E402


def fill(address: str) -> None:
    """Connect a CRM, map it, and let a campaign ask for work at two accounts."""
    users.add_user(None, "root@us.example", "R", "admin")
    root = AppUser.objects.get(email="root@us.example")
    public_id = connections.add(root, "hubspot", {"token": "secret-token", "address": address})
    row = Connection.objects.get(pk=ids.from_public_id(public_id))
    row.options |= {"source": cast.source()}
    row.save()
    records = cast.listed(cast.source())
    campaign = Campaign.objects.create(
        play="content_syndication", title="C", owner="mia@us.example", state="running",
        program_version=programs.current_program().version, launched_at=row.made_at,
    )  # fmt: skip
    accounts = sorted({each["account"] for each in records.values()})[:2]
    enrolling.enrol(campaign, campaigns.play_of(campaign), dict.fromkeys(accounts, ""), row.made_at)
    for account in accounts:
        PlayTask.objects.create(campaign=campaign, account=account, place=0, due_at=row.made_at)
    write_back.save(root, public_id, cast.mapping(), has_tasks=True, has_members=False)
    print(json.dumps(sorted(records)))


def send() -> None:
    """Look, release what the look shows, and send it; leases of the dead run out at once."""
    cast.forget_leases()
    row = Connection.objects.get()
    root = AppUser.objects.get(email="root@us.example")
    work.run(row.pk)
    write_back.send(root, ids.public_id(row.pk))
    work.run(row.pk)


def tell() -> None:
    """Say how writes stand: their states, and what stands in the picture."""
    with picture.pinning():
        tiers = {one: row["tier"] for one, row in cast.listed(cast.source()).items()}
    states = sorted(set(CrmWrite.objects.values_list("state", flat=True)))
    unmarked = CrmWrite.objects.filter(last=None).count()
    print(json.dumps({"tiers": tiers, "states": states, "unmarked": unmarked}))


if __name__ == "__main__":
    {"fill": fill, "send": send, "tell": tell}[sys.argv[1]](*sys.argv[2:])
