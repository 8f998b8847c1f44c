"""What the killed processes do: fill a campaign's outbox, and send what waits in it."""

import sys
from datetime import UTC, datetime, timedelta

from accord.server import commands

commands.set_up()

from django.utils import timezone  # noqa: E402

from accord.groups import legal_basis  # noqa: E402
from accord.server.actions import contact, users  # noqa: E402
from accord.server.mailing import how as hows  # noqa: E402
from accord.server.mailing.how import How  # noqa: E402
from accord.server.playing import enrolling, letters, post, steps  # noqa: E402
from accord.server.records.models import AppUser, Campaign, Enrolment, PlayTask, Sending  # noqa: E402
from accord.server.records.queries import campaigns, picture, programs  # noqa: E402

NOW = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)


def fill(port: str, number: str) -> None:
    """Write so many mails into the outbox of a campaign, one an account."""
    mia = users.add_user(None, "mia@us.example", "Mia", "marketing")
    rows = [
        {"country": "*", "purpose": purpose, "sender": "*", "ground": "opt_out"}
        for purpose in legal_basis.PURPOSES
    ]
    contact.set_table(AppUser.objects.get(pk=mia.pk), rows, "as this test needs it")
    hows.keep(
        How(
            by="smtp", host="127.0.0.1", port=int(port), security="none", from_name="Us",
            from_address="hello@us.example", base_url="http://127.0.0.1", postal="1 Way",
            per_minute=10**6,
        )
    )  # fmt: skip
    version = programs.current_program().version
    text = {"subject": "Hello", "body": "Some words."}
    campaign = Campaign.objects.create(
        play="industry_benchmark", title="C", owner="mia@us.example", state="running",
        program_version=version, texts={"1": text}, launched_at=NOW,
    )  # fmt: skip
    numbers = range(1, int(number) + 1)
    Enrolment.objects.bulk_create(
        Enrolment(
            campaign=campaign, account=n, state="live", starts_at=NOW, next_place=2,
            due_at=NOW + timedelta(days=900),
        )
        for n in numbers
    )  # fmt: skip
    Sending.objects.bulk_create(
        Sending(
            campaign=campaign, account=n, person=n, place=1, email=f"p{n}@acme.example", due_at=NOW
        )
        for n in numbers
    )  # fmt: skip


def send() -> None:
    """Send what waits until nothing does; leases of the dead run out at once."""
    now = working_hour()
    Sending.objects.exclude(lease_until=None).update(lease_until=now - timedelta(days=1))
    with picture.pinning(), letters.opened() as ready:
        while post.run(ready, now):
            pass
        post.give_back(now)


def working_hour() -> datetime:
    """Return an hour of day in Europe and America, after all that was said by now."""
    day = timezone.now() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=16, minute=0)


def work(number: str) -> None:
    """Let a campaign whose first step is work of the team come due at so many accounts."""
    if not Campaign.objects.exists():
        campaign = Campaign.objects.create(
            play="stalled_opportunity_rescue", title="C", owner="mia@us.example", state="running",
            program_version=programs.current_program().version, launched_at=NOW,
        )  # fmt: skip
        accounts = campaigns.signed()[: int(number)]
        enrolling.enrol(campaign, campaigns.play_of(campaign), dict.fromkeys(accounts, ""), NOW)
    with picture.pinning():
        while steps.run(NOW):
            pass
    print(PlayTask.objects.count(), Enrolment.objects.filter(next_place=1).count())


def tell() -> None:
    """Say how many mails stand in each state."""
    for state in Sending.State.values:
        print(state, *Sending.objects.filter(state=state).values_list("email", flat=True))


def finish() -> None:
    """Send what is left, and say how it stands."""
    send()
    tell()


if __name__ == "__main__":
    {"fill": fill, "send": send, "finish": finish, "work": work}[sys.argv[1]](*sys.argv[2:])
