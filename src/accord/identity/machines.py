"""Which user agents are machines: crawlers, mail scanners, scripts and monitors."""

import re
from functools import cache, lru_cache
from typing import Final

import crawleruseragents
import pyarrow as pa

from accord.engine.session import Session

_MACHINE_WORDS_LISTED: Final = (
    "crawl spider slurp scanner scanning fetch monitor uptime pingdom headless phantomjs selenium "
    "puppeteer playwright webdriver preview prerender lighthouse python-requests urlscan virustotal "
    "archiver validator feedly feedburner facebookexternalhit whatsapp/ slack-imgproxy telegrambot "
    "embedly ahrefs semrush googleimageproxy +http:// +https://"
)
_MACHINE_WORDS: Final = tuple(_MACHINE_WORDS_LISTED.split())
_SCRIPTS_LISTED: Final = (
    "curl wget python java/ go-http okhttp axios node ruby perl php libwww apache-http postman httpie "
    "http-client got undici faraday guzzle winhttp aiohttp httpx"
)
_SCRIPTS: Final = tuple(_SCRIPTS_LISTED.split())
_SCANNERS_LISTED: Final = (
    "proofpoint barracuda mimecast safelinks fireeye trendmicro symantec messagelabs forcepoint "
    "ironport mailscan mail-scan mail_scan"
)
_SCANNERS: Final = tuple(_SCANNERS_LISTED.split())
_BOT: Final = re.compile(r"(?<!cu)bots?\b")  # Cubot makes telephones
_ESCAPED: Final = re.compile(r"\\([^\w\s])")
_PRIVATE_MAIL: Final = "mozilla/5.0"  # Apple's mail privacy protection names no more than this
_META: Final = re.compile(r"[\\^$.|?*+()\[\]{}]")


@cache
def _listed() -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    """Return the list as plain texts, which are quick to look for, and the patterns left."""
    plain, patterns = [], []
    for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA:
        pattern = entry["pattern"]
        if _META.search(_ESCAPED.sub("", pattern)):
            patterns.append(re.compile(pattern))
        else:
            plain.append(_ESCAPED.sub(r"\1", pattern))
    return tuple(plain), tuple(patterns)


def _is_listed(user_agent: str) -> bool:
    plain, patterns = _listed()
    return any(text in user_agent for text in plain) or any(p.search(user_agent) for p in patterns)


@lru_cache(maxsize=200_000)
def reason(user_agent: str) -> str | None:
    """Say why a user agent is a machine; None if nothing says so."""
    small = user_agent.lower()
    if small.strip() == _PRIVATE_MAIL:
        return "a mailbox fetches pictures before anybody reads"
    if any(word in small for word in _SCANNERS):
        return "a mail scanner names itself"
    if small.startswith(_SCRIPTS) or any(word in small for word in _MACHINE_WORDS):
        return "the agent names itself a machine"
    if "bot" in small and _BOT.search(small):
        return "the agent names itself a machine"
    return "on the list of crawlers" if _is_listed(user_agent) else None


def find(session: Session) -> None:
    """Make `agents`: every user agent seen, whether it is a machine, and why."""
    seen = session.arrow(
        "SELECT agent, min(user_agent) AS user_agent FROM fact_activities "
        "WHERE agent <> 0 AND user_agent IS NOT NULL GROUP BY agent ORDER BY agent"
    )
    reasons = [reason(text) for text in seen["user_agent"].to_pylist()]
    columns = {
        "agent": seen["agent"],
        "is_machine": pa.array([why is not None for why in reasons], pa.bool_()),
        "reason": pa.array(reasons, pa.string()),
    }
    session.register("found_agents", pa.table(columns))
    session.make("agents", "SELECT agent, is_machine, reason FROM found_agents")
