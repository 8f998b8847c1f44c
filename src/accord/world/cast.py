"""What the fixed cast did: Acme wakes up in the last two weeks, seen through its three people."""

from typing import Final

import numpy as np

from accord.values import time
from accord.world import actions, pages, rows, sayings, spans
from accord.world.rows import KIND, Rows
from accord.world.universe import Universe

ADA, IVAN, CLEO = range(3)
"""The first three people of every world: Acme's finance chief, head of IT and champion."""
_HIDDEN: Final = (3, 4, 5, 6)
"""The rest of Acme's buying group: the CRM has yet to hear of them."""
_CONTACTS: Final = (7, 8)
_SITE, _FORM, _MAIL = rows.BY_BROWSER, rows.BY_BOTH, rows.BY_MAIL
_STORY: Final = (
    # who, days before the last one, hour, minute, kind, asset, how they are known
    (CLEO, 171, 10, 44, "page_view", "/blog/spreadsheet-risk", _SITE),
    (CLEO, 118, 16, 31, "page_view", "/", _SITE),
    (CLEO, 74, 9, 17, "page_view", "/product", _SITE),
    (CLEO, 40, 15, 5, "page_view", "/blog/faster-month-end", _SITE),
    (CLEO, 33, 11, 20, "content_download", "month_end_benchmark", _FORM),
    (CLEO, 13, 10, 12, "page_view", "/customers", _SITE),
    (CLEO, 13, 10, 15, "page_view", "/pricing", _SITE),
    (CLEO, 13, 10, 21, "content_download", "buyers_checklist", _FORM),
    (IVAN, 11, 16, 2, "form_submitted", "newsletter_signup", _FORM),
    (IVAN, 11, 16, 4, "page_view", "/integrations", _SITE),
    (IVAN, 11, 16, 9, "page_view", "/security", _SITE),
    (IVAN, 11, 16, 20, "documentation_view", "/docs/api", _SITE),
    (CLEO, 9, 9, 30, "email_sent", "mail_intro", _MAIL),
    (CLEO, 9, 11, 2, "email_reply", "mail_intro", _MAIL),
    (CLEO, 8, 14, 40, "meeting_booked", "demo_meeting", _MAIL),
    (_HIDDEN[0], 12, 10, 40, "page_view", "/pricing", _SITE),
    (_HIDDEN[1], 10, 14, 12, "page_view", "/customers", _SITE),
    (_HIDDEN[1], 10, 14, 13, "page_view", "/product/reconciliation", _SITE),
    (_CONTACTS[0], 9, 12, 15, "email_click", "mail_benchmark", _MAIL),
    (_HIDDEN[2], 8, 11, 58, "page_view", "/security", _SITE),
    (_HIDDEN[3], 6, 9, 26, "page_view", "/pricing", _SITE),
    (_HIDDEN[3], 6, 9, 29, "page_view", "/compare", _SITE),
    (_CONTACTS[1], 4, 16, 48, "email_click", "mail_story", _MAIL),
    (_HIDDEN[0], 2, 15, 33, "page_view", "/integrations", _SITE),
    (ADA, 7, 8, 50, "content_download", "month_end_benchmark", _FORM),
    (ADA, 7, 8, 55, "page_view", "/pricing", _SITE),
    (ADA, 7, 9, 1, "page_view", "/compare/ledgerly", _SITE),
    (CLEO, 6, 17, 25, "page_view", "/pricing", _SITE),
    (IVAN, 5, 13, 33, "page_view", "/docs/sso", _SITE),
    (IVAN, 5, 13, 41, "page_view", "/security", _SITE),
    (CLEO, 3, 15, 0, "meeting_held", "demo_meeting", _MAIL),
    (ADA, 3, 15, 0, "meeting_held", "demo_meeting", _MAIL),
    (ADA, 2, 18, 10, "page_view", "/pricing", _SITE),
    (ADA, 2, 18, 14, "tool_completed", "roi_calculator", _FORM),
    (IVAN, 1, 10, 5, "page_view", "/integrations", _SITE),
    (CLEO, 1, 9, 40, "page_view", "/compare", _SITE),
)
_REPLY: Final = "My CFO asked me about this last week. What would a pilot look like?"
_NOTES: Final = "Demo for finance and IT. Month-end takes nine days; wants five by autumn. Next step: call with IT."


def rows_of(universe: Universe) -> Rows:
    """Return the cast's own activities, the same in every world but for the dates."""
    count = len(_STORY)
    person, ago, hour, minute = (
        np.array([line[at] for line in _STORY], dtype=np.int64) for at in range(4)
    )
    micros = (hour * 3600 + minute * 60 + 11) * time.SECOND
    moment = spans.to_utc(universe.span.last_day - ago, micros, np.zeros(count, dtype=np.int64))
    kinds = [str(line[4]) for line in _STORY]
    says = {"email_reply": sayings.TEXTS.index(_REPLY), "meeting_held": sayings.TEXTS.index(_NOTES)}
    device = person * 4
    none = np.full(count, -1, dtype=np.int64)
    named = np.array([line[6] for line in _STORY], dtype=np.int64)
    return Rows(
        company=np.zeros(count, dtype=np.int64),
        person=person,
        device=device,
        moment=moment,
        kind=np.array([KIND[kind] for kind in kinds], dtype=np.int64),
        asset=np.array([pages.POSITION[str(line[5])] for line in _STORY], dtype=np.int64),
        text=np.array([says.get(kind, -1) for kind in kinds], dtype=np.int64),
        agent=np.where(named == _MAIL, -1, actions.agents(device)),
        campaign=none,
        named=named,
        verdict=np.zeros(count, dtype=np.int64),
        audience=np.full(count, pages.DECIDING, dtype=np.int64),
        is_placed=np.isin(person, _HIDDEN),  # the office's network tells the company
        message=np.zeros(count, dtype=np.int64),
        delivered=np.zeros(count, dtype=np.int64),
        trick=np.zeros(count, dtype=np.int64),
    )
