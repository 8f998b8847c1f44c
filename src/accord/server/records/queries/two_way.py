"""Contact of one account's people with us, as far as both sides took part."""

from accord.facts import activity_kinds
from accord.groups import assemble, relations
from accord.groups.relations import Contact, Relations
from accord.server.records.queries import picture
from accord.values import ids

_KIND_BY_CODE = {
    ids.code32(kind): kind for kind in activity_kinds.CHANNEL_BY_KIND if kind in assemble.TWO_WAY
}


def find_relations(account: int) -> Relations:
    """Find who of an account answers us, and who met us together."""
    reader = picture.reader()
    rows = reader.of_account("counted", account) if reader else []
    return relations.find(
        Contact(row["person"], row["day"], _KIND_BY_CODE[row["kind"]], row["n"])
        for row in rows
        if row["kind"] in _KIND_BY_CODE and row["person"]
    )
