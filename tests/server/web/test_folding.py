"""Templates mean the same after what never changes in them was made text."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from accord.server.web import folding

_LOAD = "{% load i18n static %}"
_ENGINE = Engine(
    libraries={
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
    },
    builtins=["accord.server.web.templatetags.ac"],
)
_PLAIN = (
    "{% translate 'Search' %}{% icon 'search' %}{% url 'accounts' %}{% static 'a.css' %}",
    "{{ row.name }} {{ row.drawing }} {{ row.n }} {{ row.missing }} {{ absent.name }}",
    "{% if row.n > 2 and row.name %}{{ row.name|upper }}{% else %}no{% endif %}",
    "{% for one in row.many %}{{ forloop.counter }}{{ one.a }}{% empty %}none{% endfor %}",
    "{% for name, value in pairs %}{{ name }}={{ value|default:row.name }};{% endfor %}",
    "{% with first=row.many.0 %}{{ first.a }}{{ row.method }}{% endwith %}",
    "{% blocktranslate with who=row.name %}Hello {{ who }}{% endblocktranslate %}",
    "{% url 'account' row.name %}{{ lazy.name }}{{ mapping.items|length }}{{ mapping.items.0 }}",
    "{% autoescape off %}{{ row.name }}{% endautoescape %}",
)


def _values() -> dict[str, Any]:
    row = SimpleNamespace(
        name="a<b>&'\"",
        drawing=SafeString("<svg/>"),
        n=3,
        many=[{"a": "x&y"}, {"a": 2.5}],
        method=lambda: "called",
    )
    return {
        "row": row,
        "pairs": [("p", ""), ("q", "<")],
        "lazy": SimpleLazyObject(lambda: row),
        "mapping": {"k": 1},
    }


@pytest.mark.parametrize("text", _PLAIN)
def test_a_folded_template_writes_what_it_wrote_before(text: str) -> None:
    before = Template(_LOAD + text, engine=_ENGINE).render(Context(_values()))
    template = Template(_LOAD + text, engine=_ENGINE)
    template.nodelist = folding.folded(template.nodelist)

    assert template.render(Context(_values())) == before


def test_what_never_changes_becomes_one_text() -> None:
    template = Template(_LOAD + "<p>" + _PLAIN[0] + "</p>", engine=_ENGINE)

    nodes = folding.folded(template.nodelist)

    assert [type(node) for node in nodes if type(node).__name__ != "LoadNode"] == [TextNode]


def test_what_depends_on_the_page_stays() -> None:
    template = Template(_LOAD + "{% icon row.icon %}{% url 'account' row.id %}", engine=_ENGINE)

    assert not any(folding.is_constant(node) for node in template.nodelist)
