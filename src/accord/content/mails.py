"""What a play's step says by mail: the text that a team writes, checked and filled for one person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import mjml

from accord.content import mail_liquid, mail_markup, mail_reading
from accord.content.mail_liquid import MailTextError
from accord.program.mail_words import MAIL_WORDS
from accord.program.problems import Problem, did_you_mean

SUBJECT_AT_MOST: Final = 200
BODY_AT_MOST: Final = 50_000
_SUBJECT_SHOWN: Final = 70
"""What phones and lists show of a subject."""
_MARK: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
"""A mark where the team has to write its own words."""
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_RAW: Final = re.compile(r"<\s*mj-(include|raw|html-attributes)\b", re.IGNORECASE)
_PAGE: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    '</head><body style="margin:0;padding:24px;font-family:-apple-system,Segoe UI,Roboto,'
    'Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1d2433;background:#ffffff">'
    '<div style="max-width:600px">\n{body}\n</div></body></html>\n'
)


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail as a team writes it: Liquid in subject and body, which is plain paragraphs or MJML."""

    subject: str
    body: str
    is_mjml: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as one person gets it, before it is addressed; `links` are its web addresses."""

    subject: str
    html: str
    text: str
    links: tuple[str, ...]


def check(text: MailText, variables: Iterable[str] = MAIL_WORDS) -> list[Problem]:
    """Return everything that is wrong with a mail; notices keep nothing from being sent."""
    known = tuple(variables)
    problems = [*_sizes(text)]
    for where, source in (("subject", text.subject), ("body", text.body)):
        found = mail_liquid.faults(source)
        problems += [Problem(where, fault.message, "", fault.line or None) for fault in found]
        problems += _marks(where, source)
        if not found:
            problems += _names(where, source, known)
    if not any(not one.is_notice for one in problems):
        problems += _tried(text, known)
    return problems


def variables_of(text: MailText) -> tuple[str, ...]:
    """Return the variables that a readable mail uses, in the order of their first use."""
    found = {**mail_liquid.variables(text.subject), **mail_liquid.variables(text.body)}
    return tuple(found)


@lru_cache(maxsize=256)
def is_finished(text: MailText) -> bool:
    """Tell whether a mail could be sent: no mark is left, and nothing is wrong with it."""
    return all(problem.is_notice for problem in check(text))


def render(text: MailText, values: Mapping[str, Any]) -> Rendered:
    """Fill a mail for one person; `values` are maps of words by their first part.

    Raises:
        MailTextError: when a word is missing for them, or the text can't be filled.
    """
    subject = one_line(mail_liquid.fill(text.subject, values, is_html=False))
    if not subject:
        raise MailTextError("the subject is empty for this person; write what always stands there")
    if left := _MARK.search(text.subject + text.body):
        raise MailTextError(f"the text still needs your words: {left[1].strip()}")
    source = text.body if text.is_mjml else _html_of(text.body)
    body = mail_liquid.fill(source, values, is_html=True)
    html = _of_mjml(body) if text.is_mjml else _page(mail_markup.clean(body), subject)
    words = mail_reading.to_text(html)
    if not words:
        raise MailTextError("the mail is empty for this person; write what always stands there")
    return Rendered(subject[:SUBJECT_AT_MOST], html, words, mail_reading.links(html))


def one_line(text: str) -> str:
    """Return a text that can't end a header: whatever breaks lines is a space."""
    return " ".join(_BREAKS.sub(" ", text).split())


def examples() -> dict[str, dict[str, str]]:
    """Return an example of every variable, as `render` takes them."""
    found: dict[str, dict[str, str]] = {}
    for name, word in MAIL_WORDS.items():
        space, _, key = name.partition(".")
        found.setdefault(space, {})[key] = word.example
    return found


@lru_cache(maxsize=512)
def _html_of(body: str) -> str:
    return mail_markup.to_html(body)


def _page(body: str, subject: str) -> str:
    title = subject.replace("&", "&amp;").replace("<", "&lt;")
    return _PAGE.replace("{title}", title, 1).replace("{body}", body, 1)


def _of_mjml(source: str) -> str:
    try:
        html = str(mjml.mjml2html(source))
    except ValueError as error:
        raise MailTextError(f"the MJML can't be read: {str(error)[:200]}") from None
    if found := mail_reading.dangers(html):
        raise MailTextError(f"a mail must not hold {', '.join(found)}; take it out")
    return html


def _sizes(text: MailText) -> Iterable[Problem]:
    if not text.subject.strip():
        yield Problem("subject", "there is no subject", "say in six words what they get")
    if not text.body.strip():
        yield Problem("body", "there is no text", "start from the text that comes with the step")
    if _BREAKS.search(text.subject.strip()):
        yield Problem("subject", "a subject is one line", "take the line break out")
    if len(text.subject) > SUBJECT_AT_MOST:
        yield Problem("subject", f"a subject has at most {SUBJECT_AT_MOST} characters")
    if len(text.body) > BODY_AT_MOST:
        yield Problem("body", f"a mail has at most {BODY_AT_MOST:,} characters")
    if text.is_mjml and (found := _RAW.search(text.body)):
        line = text.body.count("\n", 0, found.start()) + 1
        yield Problem("body", f"mj-{found[1].lower()} is not allowed in mails", "", line)


def _marks(where: str, source: str) -> Iterable[Problem]:
    """Name what the team has to write, a problem a line of the text."""
    by_line: dict[int, list[str]] = {}
    for found in _MARK.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        by_line.setdefault(line, []).append(" ".join(found[1].split()))
    for line, said in by_line.items():
        yield Problem(where, f"needs your words: {' · '.join(said)}", "", line)


def _names(where: str, source: str, known: tuple[str, ...]) -> Iterable[Problem]:
    for name, line in mail_liquid.variables(source).items():
        if "[" in name:
            yield Problem(where, f"{name} can't be checked", "write the name as it is", line)
        elif name not in known:
            yield Problem(where, f"there is no {name}", did_you_mean(name, known), line)


def _tried(text: MailText, known: tuple[str, ...]) -> Iterable[Problem]:
    """Fill the mail with examples, and without each word that not everybody has."""
    values = examples()
    try:
        rendered = render(text, values)
    except MailTextError as error:
        yield Problem("body", error.message)
        return
    if len(rendered.subject) > _SUBJECT_SHOWN:
        hint = f"phones show about {_SUBJECT_SHOWN} characters"
        yield Problem("subject", "the subject is long", hint, is_notice=True)
    for where, source in (("subject", text.subject), ("body", text.body)):
        used = mail_liquid.variables(source)
        names = [n for n in used if n in known and n in MAIL_WORDS and not MAIL_WORDS[n].is_always]
        for name in mail_liquid.printed(source, names, values):
            hint = f'write {{{{ {name} | default: "..." }}}}, or they get no mail'
            message = f"not everybody has {name}"
            yield Problem(where, message, hint, used[name], is_notice=True)
