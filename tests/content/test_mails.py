"""Mails: filled for one person, safe whatever a value holds, checked before anybody gets one."""

import time
from html.parser import HTMLParser
from typing import ClassVar

import pytest

from accord.content import mail_liquid, mails
from accord.content.mail_liquid import MailTextError
from accord.content.mails import MailText

ADA = {
    "account": {"name": "Acme & Sons", "industry": "Manufacturing"},
    "person": {"first_name": "Ada", "last_name": "Brandt"},
    "sender": {"name": "Sam Lee", "company": "Tallyfold"},
    "asset": {"title": "Benchmark", "url": "https://tallyfold.example/b?a=1&b=2"},
}
BODY = """Hi {{ person.first_name | default: "there" }},

{{ account.name }} closes **monthly**. Here is [{{ asset.title }}]({{ asset.url }}).

{% if person.title %}
As {{ person.title }} you decide.
{% endif %}

- one
- two

1. first
2. second

See https://tallyfold.example/plain.
{{ sender.name }}"""


def plain(body: str, **values: dict[str, str]) -> mails.Rendered:
    return mails.render(MailText("Hello", body), ADA | values)


def test_a_text_with_a_mark_is_not_finished():
    assert mails.is_finished(MailText("Hello", "Words."))
    assert not mails.is_finished(MailText("Hello", "Words [[of yours]]."))
    assert not mails.is_finished(MailText("[[subject]]", "Words."))
    assert not mails.is_finished(MailText("", "Words."))


def test_paragraphs_lists_links_and_values_become_html_and_text() -> None:
    found = mails.render(MailText("For {{ account.name }}", BODY), ADA)
    assert found.subject == "For Acme & Sons"
    assert "<p>Hi Ada,</p>" in found.html
    assert "Acme &amp; Sons closes <strong>monthly</strong>" in found.html
    assert "<ul><li>one</li>\n<li>two</li></ul>" in found.html
    assert "As " not in found.text
    assert found.links == (
        "https://tallyfold.example/b?a=1&b=2",
        "https://tallyfold.example/plain",
    )
    assert found.text == (
        "Hi Ada,\n\nAcme & Sons closes monthly. Here is Benchmark "
        "(https://tallyfold.example/b?a=1&b=2).\n\n- one\n- two\n\n1. first\n2. second\n\n"
        "See https://tallyfold.example/plain.\nSam Lee"
    )


@pytest.mark.parametrize(
    "name",
    [
        "{{ 7 }}",
        "{% include 'x' %}",
        "<script>alert(1)</script>",
        "**bold** [x](https://evil.example)",
        "\ue000o0\ue001",
        '"><img src=x onerror=alert(1)>',
        "[[yours]]",
    ],
)
def test_what_a_contact_is_called_stays_their_name(name: str) -> None:
    found = plain("Hi {{ person.first_name }}, hello.", person={"first_name": name})
    assert found.text == f"Hi {' '.join(name.split())}, hello."
    assert found.links == ()

    class Tags(HTMLParser):
        seen: ClassVar[list[str]] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.seen.append(tag)

    Tags.seen = []
    Tags().feed(found.html)
    assert set(Tags.seen) == {"html", "head", "meta", "title", "body", "div", "p"}


def test_an_address_in_running_text_ends_where_a_tag_begins() -> None:
    found = plain("{% if account.name %}See https://a.example/{{ person.first_name }}.{% endif %}!")
    assert found.links == ("https://a.example/Ada",)
    assert found.text == "See https://a.example/Ada.!"
    closed = plain("{% if account.name %}https://a.example/x{% endif %}")
    assert closed.links == ("https://a.example/x",)


def test_a_link_to_anything_but_web_mail_and_phone_leads_nowhere() -> None:
    found = plain("[x]({{ asset.url }})", asset={"url": "javascript:alert(1)"})
    assert "javascript" not in found.html


def test_html_that_an_author_writes_is_cleaned() -> None:
    found = plain('<b onclick="x()">Hi</b> <iframe src="https://a.example"></iframe><u>you</u>')
    assert "<b>Hi</b>" in found.html
    assert "<u>you</u>" in found.html
    assert "iframe" not in found.html
    assert "onclick" not in found.html


def test_a_name_with_line_breaks_can_not_write_a_header() -> None:
    name = "Ada\r\nBcc: all@acme.example\u2028x\x0b"
    found = mails.render(
        MailText("Hi {{ person.first_name }}", "Hi"), {"person": {"first_name": name}}
    )
    assert found.subject == "Hi Ada Bcc: all@acme.example x"


def test_an_empty_word_without_a_fallback_is_refused_by_its_name() -> None:
    with pytest.raises(MailTextError, match=r"there is no person\.first_name"):
        plain("Hi {{ person.first_name }}", person={"first_name": ""})
    assert plain('Hi {{ person.first_name | default: "there" }}', person={}).text == "Hi there"


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in (1..1000000000) %}x{% endfor %}",
        "{% for i in (1..999) %}" + "x" * 1_000 + "{% endfor %}",
        "{% if true %}" * 10_000 + "{% endif %}" * 10_000,
        '{% assign s = "xxxxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}',
        "{{ 9 | divided_by: 0 }}",
        "{% include 'accounts/list.html' %}",
        "{% render 'x' %}",
        "{{ account.name | safe }}",
        "{{ account.__class__.__mro__ }}",
        "{{ settings.SECRET_KEY }}",
        '{{ "now" | date: "%Y" }}',
    ],
)
def test_what_would_run_long_or_reach_out_is_refused_at_once(body: str) -> None:
    began = time.process_time()
    with pytest.raises(MailTextError):
        plain(body)
    assert time.process_time() - began < 0.5
    assert mails.check(MailText("Hello", body))


def test_a_mail_is_made_in_a_tenth_of_a_second() -> None:
    text, took = MailText("For {{ account.name }}", BODY * 20), []
    for _ in range(3):  # the collector of garbage may come by once
        mail_liquid.template.cache_clear()
        began = time.process_time()
        mails.render(text, ADA)
        took.append(time.process_time() - began)
    assert min(took) < 0.1


def test_all_problems_are_told_together_with_their_lines() -> None:
    text = MailText(
        "For {{ acount.name }}",
        "Hi {{ person.first_name }}\n\n[[your offer]] [[its\ndate]]{{ person.age }}",
    )
    found = [(p.where, p.line, p.message, p.hint) for p in mails.check(text)]
    assert found == [
        ("subject", 1, "there is no acount.name", 'did you mean "account.name"?'),
        ("body", 3, "needs your words: your offer · its date", ""),
        ("body", 4, "there is no person.age", 'did you mean "person.role"?'),
    ]


def test_a_syntax_error_is_told_with_its_line() -> None:
    found = mails.check(MailText("Hello", "Hi\n\n{{ person.first_name"))
    assert [(p.where, p.line) for p in found] == [("body", 3)]


def test_what_not_everybody_has_is_told_unless_there_is_a_fallback() -> None:
    found = mails.check(MailText("Hello", "Hi {{ person.first_name }} of {{ account.name }}"))
    assert [(p.message, p.is_notice) for p in found] == [
        ("not everybody has person.first_name", True)
    ]
    guarded = '{% if person.title %}As {{ person.title }}{% endif %}{{ person.first_name | default: "x" }}'
    assert mails.check(MailText("Hello", guarded)) == []


def test_a_text_with_marks_is_not_sent() -> None:
    with pytest.raises(MailTextError, match="still needs your words: your offer"):
        plain("Hi [[your offer]]")


def test_variables_are_listed_in_the_order_of_their_use() -> None:
    text = MailText("{{ account.name }}", "{{ person.first_name }} {{ account.name }}")
    assert mails.variables_of(text) == ("account.name", "person.first_name")


MJML = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ person.first_name }}, "
    '<a href="{{ asset.url }}">read</a></mj-text></mj-column></mj-section></mj-body></mjml>'
)


def test_mjml_becomes_html_with_a_text_part() -> None:
    found = mails.render(MailText("Hello", MJML, is_mjml=True), ADA)
    assert "<table" in found.html
    assert found.links == ("https://tallyfold.example/b?a=1&b=2",)
    assert found.text == "Hi Ada, read (https://tallyfold.example/b?a=1&b=2)"
    assert [p for p in mails.check(MailText("Hello", MJML, is_mjml=True)) if not p.is_notice] == []


def test_values_in_mjml_are_words_too() -> None:
    text = MailText("Hello", MJML, is_mjml=True)
    found = mails.render(text, ADA | {"person": {"first_name": "<mj-raw>{{ 7 }}</mj-raw>"}})
    assert found.text.startswith("Hi <mj-raw>{{ 7 }}</mj-raw>,")


@pytest.mark.parametrize(
    "inside",
    [
        "<mj-raw><script>x</script></mj-raw>",
        '<mj-include path="/etc/passwd" />',
        '<mj-text><a href="javascript:x">x</a></mj-text>',
        '<mj-text><b onclick="x()">x</b></mj-text>',
        "<mj-text><iframe></iframe></mj-text>",
        "<mj-text>",
    ],
)
def test_mjml_that_runs_or_reads_files_is_refused(inside: str) -> None:
    body = (
        f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"
    )
    assert [p for p in mails.check(MailText("Hello", body, is_mjml=True)) if not p.is_notice]


def test_every_variable_has_an_example_that_fills_it() -> None:
    body = "\n".join(f"{{{{ {name} }}}}" for name in mails.MAIL_WORDS)
    found = mails.render(MailText("Hello", body), mails.examples())
    assert "Ada" in found.text
