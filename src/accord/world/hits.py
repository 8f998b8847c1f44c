"""How hits look on the wire: the network they came from, their method, and whether scripts ran."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.facts import keys
from accord.identity import networks
from accord.world import actions, columns, rows
from accord.world.rows import KINDS, Rows
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream
from accord.world.traffic import Guards, Habits

_HOMES: Final = (73, 90, 101, 112, 126, 153, 181, 186, 189)  # where no listed range lies
_OFFICES: Final = 60
_UNLISTED: Final = 105
_FEW: Final = 24
_VPN_SHARE: Final = 0.08
_WITHOUT_SCRIPT: Final = 0.2  # of landing pages, where nobody can tell whether one ran
_MAIL: Final = ("email_open", "email_click")
_SCRIPTED: Final = (
    *("page_view", "documentation_view", "video_watched_half", "content_download"),
    *("form_submitted", "tool_completed", "hand_raise", "ad_click", "email_click"),
)
_OF_MAIL: Final = (*_MAIL, "email_sent", "email_bounce", "unsubscribe")


def _is(names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.isin(np.array(KINDS), names)


def pool(rng: Stream) -> list[str]:
    """Draw the listed networks that the machines of one world use."""
    listed = [name for name, kind in networks.listed() if kind == networks.CLOUD and "." in name]
    chosen = [listed[at] for at in rng.integers(0, len(listed), _FEW)]
    clouds = [f"{name.partition('/')[0]}/24" for name in chosen]
    scanners = [name for name, kind in networks.listed() if kind == networks.SCANNER]
    return clouds + scanners


def _share(number: Ints, salt: int) -> Floats:
    found: Floats = (actions.mixed(number + salt) >> np.uint64(11)).astype(np.float64) / 2.0**53
    return found


def _home(number: Ints, first: Ints | int) -> Ints:
    """Return the network of a place as one number: three parts of an address."""
    luck = actions.mixed(number + 11)
    second, third = luck % np.uint64(256), (luck >> np.uint64(8)) % np.uint64(256)
    return np.asarray(
        (np.asarray(first) << 16) + second.astype(np.int64) * 256 + third.astype(np.int64)
    )


def _networks(drawn: Rows, guards: Guards, habits: Habits, listed: int) -> Ints:
    """Return each hit's network: a number of three parts, or below 0 a place in the pool."""
    firsts = np.array(_HOMES, dtype=np.int64)
    own = drawn.company >= 0
    device = drawn.device
    home = _home(
        device, firsts[(actions.mixed(device + 9) % np.uint64(firsts.size)).astype(np.int64)]
    )
    cloud = -1 - (actions.mixed(device + 13) % np.uint64(_FEW)).astype(np.int64)
    network = np.where(_share(device, 17) < _VPN_SHARE, cloud, home)
    network = np.where(own & drawn.is_placed, _home(drawn.company, _OFFICES), network)
    place = -1 - (actions.mixed(drawn.company + 19) % np.uint64(listed)).astype(np.int64)
    gateway = np.where(guards.is_unlisted[drawn.company], _home(drawn.company, _UNLISTED), place)
    is_guarded = own & (guards.kind[drawn.company] > 0)
    behind = is_guarded & (_share(drawn.person, 23) < habits.share_behind)
    from_gate = np.isin(drawn.verdict, (rows.SCANNER, rows.PROXY)) | behind
    network = np.where(from_gate, gateway, network)
    loose = np.where(_share(device, 29) < habits.share_unlisted, _home(device, _UNLISTED), cloud)
    return np.where(np.isin(drawn.verdict, (rows.CRAWLER, rows.STEALTH)), loose, network)


def _scripts(drawn: Rows, guards: Guards, habits: Habits) -> tuple[npt.NDArray[np.bool_], ...]:
    """Return whether a script ran, and where nobody can tell."""
    runs = np.where(
        drawn.verdict == rows.SCANNER,
        guards.has_script[drawn.company],
        _share(drawn.device, 31) < habits.share_with_script,
    )
    person = _share(drawn.device, 37) >= habits.share_blocking
    silent = np.isin(drawn.verdict, (rows.CRAWLER, rows.PROXY, rows.PICTURES)) | (
        drawn.trick != rows.PLAIN
    )
    ran = np.where(drawn.verdict == rows.HUMAN, person, runs & ~silent)
    untold = _share(drawn.asset, 41) < _WITHOUT_SCRIPT
    is_click = drawn.kind == rows.KIND["email_click"]
    return ran, ~_is(_SCRIPTED)[drawn.kind] | (is_click & untold)


def columns_of(drawn: Rows, guards: Guards, habits: Habits, known: list[str]) -> dict[str, Any]:
    """Return the columns that tell people from machines."""
    is_hit = _is((*_SCRIPTED, *_MAIL))[drawn.kind] & np.isin(drawn.named, (1, 2, 3))
    number = _networks(drawn, guards, habits, len(known))
    unique, at = np.unique(number, return_inverse=True)
    names = [_name(one, known) for one in unique.tolist()]
    hashed = np.array([keys.network_key(name) for name in names], dtype=np.int64)
    ran, untold = _scripts(drawn, guards, habits)
    message = np.where(_is(_OF_MAIL)[drawn.kind], drawn.message, 0)
    mails, mail_at = np.unique(message, return_inverse=True)
    ids = [f"m{number:x}" if number else None for number in mails.tolist()]
    return {
        "network": np.where(is_hit, hashed[at], 0),
        "network_name": columns.picked(names, np.where(is_hit, at, -1)),
        "method": columns.picked(
            ("GET", "HEAD"), np.where(is_hit, drawn.trick == rows.HEADERS_ONLY, -1)
        ),
        "message": np.array([keys.message_key(one) for one in ids], dtype=np.int64)[mail_at],
        "message_id": pa.array(ids, pa.string()).take(pa.array(mail_at)),
        "has_script": pa.array(ran, mask=untold | ~is_hit),
        "is_hidden_link": pa.array(
            drawn.trick == rows.HIDDEN_LINK, mask=drawn.kind != rows.KIND["email_click"]
        ),
    }


def _name(number: int, known: list[str]) -> str:
    if number < 0:
        return known[-1 - number]
    return f"{number >> 16}.{number >> 8 & 255}.{number & 255}.0/24"
