"""The list of places, in the order in which a person leaves them."""

from typing import Final

from accord.server.erasing.places import filed, files, rows
from accord.server.erasing.places.shape import Place

PLACES: Final[tuple[Place, ...]] = (
    files.Uploads(),
    filed.Inbox(),
    filed.Seen(),
    filed.Segments(),
    filed.Standing(),
    filed.Pictures(),
    rows.Rows(),
    files.Loose(),
)
"""What waits to come in first, then facts, then what was derived from them.

A further place is one more class of this shape in this list.
"""
