"""Collect the icons that the pages use into one SVG sprite: `icon_sprite.py FOLDER SPRITE`."""

import re
import sys
from pathlib import Path

NAMES = [
    "activity",
    "ad",
    "adjustments-horizontal",
    "alert-circle",
    "alert-triangle",
    "armchair",
    "arrow-back-up",
    "arrow-down",
    "arrow-down-right",
    "arrow-right",
    "arrow-up",
    "arrow-up-right",
    "arrows-shuffle",
    "arrows-sort",
    "bell",
    "book",
    "box",
    "briefcase",
    "building",
    "building-bank",
    "bulb",
    "calendar-event",
    "chart-dots",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-check",
    "circle-dashed",
    "circle-minus",
    "click",
    "clock",
    "cloud-upload",
    "columns-3",
    "copy",
    "database",
    "device-floppy",
    "dots",
    "download",
    "edit",
    "external-link",
    "eye",
    "file-import",
    "file-spreadsheet",
    "file-text",
    "filter",
    "flag",
    "gift",
    "git-compare",
    "hand-stop",
    "heartbeat",
    "help",
    "help-circle",
    "history",
    "hourglass",
    "info-circle",
    "key",
    "link",
    "lock",
    "lock-open",
    "logout",
    "mail",
    "message-2",
    "message-report",
    "minus",
    "moon",
    "news",
    "phone",
    "plug",
    "plug-x",
    "plus",
    "presentation",
    "printer",
    "refresh",
    "rocket",
    "route",
    "scale",
    "search",
    "settings",
    "share",
    "shield-check",
    "speakerphone",
    "stairs-up",
    "star",
    "sun",
    "table",
    "target-arrow",
    "template",
    "tools",
    "trash",
    "trending-up",
    "upload",
    "user",
    "user-check",
    "user-minus",
    "user-plus",
    "user-question",
    "users",
    "world",
    "writing-sign",
    "x",
]


def main(folder: str, sprite: str) -> None:
    """Write one symbol per name, drawn with the colour of the text around it."""
    symbols = []
    for name in NAMES:
        text = (Path(folder) / f"{name}.svg").read_text(encoding="utf-8")
        body = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
        shapes = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
        packed = re.sub(r"\s+", " ", shapes).strip().replace("> <", "><")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{packed}</symbol>')
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    Path(sprite).write_text(head + "\n".join(symbols) + "</svg>\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
