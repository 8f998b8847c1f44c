"""By which channel and campaign a visit came: rules of the team's own, then those shipped."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Final, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from accord.facts.marks import Marks
from accord.program import shape
from accord.program.shape import Clause

UNASSIGNED: Final = "unassigned"
_MOST_STARS: Final = 4
_LONGEST: Final = 200
_FIELDS: Final = ("source", "medium", "campaign", "content", "term", "referrer")


def _pattern(text: str) -> str:
    if len(text) > _LONGEST or text.count("*") > _MOST_STARS:
        message = f"should be a pattern of at most {_LONGEST} letters and {_MOST_STARS} stars"
        raise ValueError(message)
    return text


Patterns = tuple[Annotated[shape.Text, AfterValidator(_pattern)], ...]
"""Words of which one must fit, whatever the case; `*` stands for any letters."""


class ChannelRule(Clause):
    """One row of the table: which marks a visit must bear, and by which channel it came then.

    Of each condition one pattern must fit, and every condition must hold.
    """

    name: shape.Name
    channel: shape.Name
    source: Patterns = ()
    medium: Patterns = ()
    campaign: Patterns = ()
    content: Patterns = ()
    term: Patterns = ()
    referrer: Patterns = ()
    click_ids: shape.Names = ()
    as_campaign: shape.Text | None = None
    play: shape.Name | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.click_ids and not any(getattr(self, name) for name in _FIELDS):
            message = f"should ask for something: {', '.join(_FIELDS)} or click_ids"
            raise ValueError(message)
        return self

    def holds(self, marks: Marks) -> bool:
        """Tell whether a visit bears the marks that the rule asks for."""
        if self.click_ids and not set(self.click_ids).intersection(marks.click_ids):
            return False
        return all(
            any(_fits(pattern, getattr(marks, name)) for pattern in wanted)
            for name in _FIELDS
            if (wanted := getattr(self, name))
        )


class Visits(Clause):
    """Where visits came from: the first rule that holds says so; then the shipped ones."""

    rules: Annotated[tuple[ChannelRule, ...], Field(max_length=500)] = ()
    then_shipped: bool = True

    def every(self) -> Iterator[ChannelRule]:
        """List the rules in the order in which they are asked."""
        yield from self.rules
        if self.then_shipped:
            yield from SHIPPED


class Origin(NamedTuple):
    """By which channel a visit came, of which campaign and play, and which rule says so."""

    channel: str
    campaign: str
    play: str | None
    rule: str
    is_shipped: bool


def of(visits: Visits, marks: Marks) -> Origin:
    """Say by which channel and campaign a visit came."""
    own = len(visits.rules)
    for place, rule in enumerate(visits.every()):
        if rule.holds(marks):
            campaign = rule.as_campaign or marks.campaign
            return Origin(rule.channel, campaign, rule.play, rule.name, place >= own)
    return Origin(UNASSIGNED, marks.campaign, None, "", is_shipped=True)


def _fits(pattern: str, value: str) -> bool:
    return _compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    text = "".join(".*" if letter == "*" else re.escape(letter) for letter in pattern)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_SEARCH: Final = (
    *("google*", "*.google.*", "bing*", "*.bing.com", "duckduckgo*", "yahoo*", "*.yahoo.*"),
    *("ecosia*", "*.ecosia.org", "baidu*", "*.baidu.com", "yandex*", "*.yandex.*", "qwant*"),
    *("startpage*", "search.brave.com", "naver*", "*.naver.com", "aol*", "*.aol.com", "seznam*"),
)
_SOCIAL: Final = (
    *("linkedin*", "*.linkedin.com", "lnkd.in", "facebook*", "*.facebook.com", "fb", "meta"),
    *("instagram*", "*.instagram.com", "twitter*", "x", "x.com", "t.co", "reddit*", "*.reddit.com"),
    *("tiktok*", "*.tiktok.com", "pinterest*", "*.pinterest.*", "threads*", "xing*", "*.xing.com"),
    *("quora*", "*.quora.com", "news.ycombinator.com", "mastodon*", "bsky.app", "whatsapp*"),
)
_VIDEO: Final = (
    *("youtube*", "*.youtube.com", "youtu.be", "vimeo*", "*.vimeo.com", "wistia*"),
    *("twitch*", "dailymotion*"),
)
_SHOPPING: Final = (
    "amazon*",
    "*.amazon.*",
    "ebay*",
    "*.ebay.*",
    "etsy*",
    "*.etsy.com",
    "shopping*",
)
_PAID: Final = ("*cp*", "ppc", "retargeting", "paid*")
_MAILS: Final = ("email", "e-mail", "e_mail", "e mail")


def _rule(name: str, channel: str = "", **asked: tuple[str, ...]) -> ChannelRule:
    return ChannelRule(name=name, channel=channel or name, **asked)


SHIPPED: Final[tuple[ChannelRule, ...]] = (
    _rule("search_ad_click", "paid_search", click_ids=("gclid", "gbraid", "wbraid", "msclkid")),
    _rule("display_ad_click", "display", click_ids=("dclid",)),
    _rule("social_ad_click", "paid_social", click_ids=("li_fat_id", "ttclid", "twclid")),
    _rule("facebook_click", "organic_social", click_ids=("fbclid",), medium=("(none)", "referral")),
    _rule("direct", source=("(direct)",), medium=("(none)", "(not set)")),
    _rule("cross_network", campaign=("*cross-network*",)),
    _rule("paid_shopping", source=_SHOPPING, medium=_PAID),
    _rule(
        "paid_shopping_campaign", "paid_shopping", campaign=("shop*", "*shopping*"), medium=_PAID
    ),
    _rule("paid_search", source=_SEARCH, medium=_PAID),
    _rule("paid_social", source=_SOCIAL, medium=_PAID),
    _rule("paid_video", source=_VIDEO, medium=_PAID),
    _rule("display", medium=("display", "banner", "expandable", "interstitial", "cpm")),
    _rule("paid_other", medium=_PAID),
    _rule("organic_shopping", source=_SHOPPING),
    _rule("organic_shopping_campaign", "organic_shopping", campaign=("shop*", "*shopping*")),
    _rule("organic_social", source=_SOCIAL),
    _rule(
        "organic_social_medium",
        "organic_social",
        medium=("social", "social-network", "social-media", "sm", "social network", "social media"),
    ),
    _rule("organic_video", source=_VIDEO),
    _rule("organic_video_medium", "organic_video", medium=("*video*",)),
    _rule("organic_search", source=_SEARCH),
    _rule("organic_search_medium", "organic_search", medium=("organic",)),
    _rule("email_source", "email", source=_MAILS),
    _rule("email_medium", "email", medium=(*_MAILS, "newsletter")),
    _rule("affiliates", medium=("affiliate", "affiliates")),
    _rule("event", medium=("*event*", "*webinar*", "*trade*show*", "conference")),
    _rule("syndication", medium=("*syndicat*",)),
    _rule("direct_mail", medium=("direct*mail", "gift")),
    _rule("referral", medium=("referral", "app", "link")),
    _rule("audio", medium=("audio",)),
    _rule("sms_source", "sms", source=("sms",)),
    _rule("sms_medium", "sms", medium=("sms",)),
    _rule("mobile_push", medium=("*push", "*mobile*", "*notification*")),
    _rule("mobile_push_source", "mobile_push", source=("firebase",)),
)
"""What holds where the team says nothing: the default channel grouping of Google Analytics 4 as its
help describes it, with click ids before it and events, syndication and post beside it.

https://support.google.com/analytics/answer/9756891"""
