"""What holds for every template: nothing inline, every word marked, only icons that exist."""

import re
from pathlib import Path

import pytest

from accord.server import web

WEB = Path(web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PRINTED = {"brief_print.html"}  # goes to a PDF, never to a browser


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name not in PRINTED:
        assert not re.search(r"\sstyle=", text)
        assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"https?://", text)


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (WEB / "static" / "accord" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for path in TEMPLATES:
        named |= set(re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    for path in WEB.rglob("*.py"):
        named |= set(re.findall(r'icon(?:=|": )"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert named <= known, named - known


def test_forms_that_change_something_carry_a_token() -> None:
    for path in TEMPLATES:
        if path.parent.name == "mailing":
            continue  # who leaves has no cookie: the token stands in the address, signed
        text = path.read_text(encoding="utf-8")
        posts = re.findall(r'<form[^>]*method="post"[^>]*>', text)
        assert text.count("{% csrf_token %}") >= len(posts), path.name


def test_vendored_files_stand_beside_their_licences() -> None:
    static = WEB / "static" / "accord"
    for name in (
        "vendor/echarts.LICENSE",
        "vendor/htmx.LICENSE",
        "fonts/inter.LICENSE",
        "icons.LICENSE",
    ):
        assert (static / name).stat().st_size > 100
