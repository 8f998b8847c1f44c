"""A filled text to the mail that leaves: parts, headers, tracked links, and the way out."""

from dataclasses import dataclass
from email.charset import QP, Charset
from email.utils import formataddr, formatdate
from html import escape
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from accord.content import mail_reading, mails
from accord.content.mails import Rendered
from accord.facts import keys
from accord.server.mailing import how as hows
from accord.server.mailing import links
from accord.server.mailing.how import How, Sender
from accord.server.mailing.links import Mail
from accord.values.errors import AccordError

ONE_CLICK: Final = "List-Unsubscribe=One-Click"
_ID_LENGTH: Final = 32
"""128 bits in hexadecimal."""
_NAME_AT_MOST: Final = 120
_UTF_8: Final = Charset("utf-8")
_UTF_8.body_encoding = QP  # seven bits arrive as they were signed, whatever server is on the way


@dataclass(frozen=True, slots=True)
class To:
    """Who gets a mail."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a mail is: `key` names it for ever, so that a retry is the same mail.

    Mail that is not marketing, such as an answer that was asked for, has no way out and no tracked links.
    """

    key: str
    campaign: str = ""
    is_marketing: bool = True
    how: How | None = None
    """What is set, for whoever builds many; else it is read."""


def build(to: To, sender: Sender, rendered: Rendered, about: About) -> EmailMultiAlternatives:
    """Return the mail, ready to be delivered.

    Raises:
        AccordError: for an address that can't stand in a header, or while nothing is set.
    """
    how = about.how or hows.needed()
    _check(to.address, sender.address, *([sender.reply_to] if sender.reply_to else []))
    message_id = id_of(about.key, how)
    mail = Mail(message_id, keys.email_key(to.address), about.campaign)
    html, text = _bodies(rendered, sender, mail, about.is_marketing, how)
    message = EmailMultiAlternatives(
        subject=mails.one_line(rendered.subject),
        body=text,
        from_email=_named(sender.name, sender.address),
        to=[_named(to.name, to.address)],
        reply_to=[sender.reply_to] if sender.reply_to else None,
        headers=_headers(mail, how, is_marketing=about.is_marketing),
    )
    message.encoding = _UTF_8
    message.attach_alternative(html, "text/html")
    return message


def id_of(key: str, how: How) -> str:
    """Return the Message-ID of a mail: the same for the same key, guessed by nobody."""
    told = salted_hmac("accord.mail.id", key, algorithm="sha256").hexdigest()
    return f"<{told[:_ID_LENGTH]}@{how.from_address.rpartition('@')[2]}>"


def _headers(mail: Mail, how: How, *, is_marketing: bool) -> dict[str, str]:
    found = {"Message-ID": mail.message_id, "Date": formatdate()}
    if is_marketing:
        ways = [f"<{links.leave(how.base_url, mail)}>"]
        if how.leave_address:
            ways.append(f"<mailto:{how.leave_address}?subject=unsubscribe>")
        found |= {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": ONE_CLICK}
    return found


def _bodies(
    rendered: Rendered, sender: Sender, mail: Mail, is_marketing: bool, how: How
) -> tuple[str, str]:
    """Return HTML and text; links of marketing mail are tracked where the team tracks them."""
    html, text = rendered.html, rendered.text
    if not is_marketing:
        return html, text
    if how.is_tracking_clicks:
        html = mail_reading.with_links(html, lambda at: links.click(how.base_url, mail, at))
        text = mail_reading.to_text(html)
    who = ", ".join(part for part in (sender.name, how.from_name) if part)
    who = how.from_name if sender.name == how.from_name else who
    said = " · ".join(part for part in (who, " ".join(how.postal.split())) if part)
    out = links.leave(how.base_url, mail)
    pixel = links.opened(how.base_url, mail) if how.is_tracking_opens else ""
    return _footed(html, said, out, pixel), f"{text}\n\n--\n{said}\nUnsubscribe: {out}\n"


def _footed(html: str, said: str, out: str, pixel: str) -> str:
    foot = (
        '<div style="max-width:600px;margin:32px auto 0 0;padding:16px 0 0;border-top:1px solid #d5dae3;'
        "font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:12px;"
        f'line-height:1.5;color:#5b6475">{escape(said)}<br>'
        f'<a href="{escape(out)}" style="color:#5b6475">Unsubscribe</a></div>'
    )
    if pixel:
        foot += f'<img src="{escape(pixel)}" width="1" height="1" alt="">'
    before, end, after = html.rpartition("</body>")
    return f"{before}{foot}{end}{after}" if end else f"{html}{foot}"


def _named(name: str, address: str) -> str:
    """Return name and address as a header has them; a name can't end the header."""
    plain = mails.one_line(name)[:_NAME_AT_MOST]
    return formataddr((plain, address), "utf-8") if plain else address


def _check(*addresses: str) -> None:
    for address in addresses:
        if not hows.is_address(address):
            message = f"{address[:80]!r} is no mail address that a mail can be sent to or from"
            raise AccordError(message)
