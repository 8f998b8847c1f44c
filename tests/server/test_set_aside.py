"""An event that can't be used is set aside, unless it names somebody who was erased."""

import pytest

from accord.facts import keys
from accord.server import collected, keeping_out
from accord.server.collect.decoding import Decoded, SetAside
from accord.server.collect.parcels import Parcel
from accord.server.records.models import CollectedDay, QuarantinedEvent

pytestmark = pytest.mark.django_db


def test_nothing_of_an_erased_person_is_set_aside(home_folder):
    keeping_out.keep_out([keys.email_key("ada@acme.example")])
    parcel = Parcel("site", "tracking", 1, "track", 1, "", "", False, False, b"")
    raws = [b'{"type":"track","traits":{"email":"Ada@Acme.example"', b'{"email":"bo@acme.example"']
    aside = [SetAside(parcel, 0, "not_json", raw) for raw in raws]
    dropped = collected.keep(
        collected.Collected(decoded=[Decoded(aside=aside)]), keeping_out.load()
    )
    assert dropped == 1
    assert [bytes(row.raw) for row in QuarantinedEvent.objects.all()] == raws[1:]
    assert CollectedDay.objects.get().quarantined == 2, "both were heard and are counted"
