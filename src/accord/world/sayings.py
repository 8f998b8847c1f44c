"""What people say: replies, meeting notes, call notes and form answers, by what they mean."""

from itertools import product
from typing import Final

_REPLY: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "positive": (
        (
            *(
                "Thanks for reaching out.",
                "This is timely.",
                "Good note, thank you.",
                "Yes, please.",
            ),
            *("We are looking at this right now.", "My CFO asked me about this last week."),
        ),
        (
            "Could we speak on Thursday afternoon?",
            "Can you send pricing for about forty users?",
            "I have copied our head of IT, who would want to see the integration guide.",
            "How long does a roll-out usually take?",
            "We would need single sign-on and a security questionnaire answered.",
            "What would a pilot look like?",
        ),
    ),
    "neutral": (
        ("Thanks.", "Got it.", "I have seen your mail.", "Noted, thank you."),
        (
            "I will come back to you after quarter end.",
            "Please send me a one-page summary.",
            "You should talk to our controller rather than me.",
            "We are under contract until next spring.",
        ),
    ),
    "negative": (
        (
            "Not interested, thank you.",
            "We just signed with another vendor.",
            "No budget this year.",
        ),
        (
            "Please don't call.",
            "We have built this ourselves.",
            "I don't see how this is different from what we have.",
            "Try again in a year.",
        ),
    ),
    "out_of_office": (
        (
            "I am out of the office until Monday.",
            "Ich bin bis zum 14. nicht im Büro.",
            "On parental leave until March.",
        ),
        (
            "In urgent cases please write to my deputy.",
            "I will answer when I am back.",
            "Automatic reply.",
        ),
    ),
    "unsubscribe": (
        ("Please remove me from your list.", "Unsubscribe.", "Stop mailing me."),
        ("I never asked for this.", "", "Delete my data as well, please."),
    ),
}
_MEETING: Final = (
    (
        *("Discovery.", "Demo for finance and IT.", "Evaluation review.", "Introductory call."),
        *("Technical deep dive.",),
    ),
    (
        "Month-end takes nine days; wants five by autumn.",
        "Main worry is the integration with the present system.",
        "Asked twice about references in their industry.",
        "Controller likes it; IT wants the security pack first.",
        "Incumbent contract runs out in seven months.",
        "Budget is with the CFO, who was not on the call.",
    ),
    (
        *("Next step: pricing by Friday.", "Next step: call with IT.", "Next step: pilot scope."),
        *("They will come back to us.", "No next step agreed."),
    ),
)
_CALL: Final = (
    ("Spoke for six minutes.", "Short call.", "Reached on mobile.", "Asked to call back."),
    (
        "Open to a demo next week.",
        "Sent to a colleague in operations.",
        "Happy with what they have.",
        "Knows us from the summit.",
        "Evaluates three vendors this quarter.",
    ),
)
_FORM: Final = (
    ("We want to", "Looking to", "I need to"),
    (
        *(
            "close the books faster",
            "replace our spreadsheets",
            "prepare for audit",
            "cut manual work",
        ),
        *("connect our systems", "compare vendors for a project"),
    ),
    ("this year.", "before the next audit.", "in two countries.", "for a team of twelve."),
)


def _joined(parts: tuple[tuple[str, ...], ...]) -> list[str]:
    return [" ".join(words).strip() for words in product(*parts)]


def _all() -> tuple[tuple[str, ...], dict[str, tuple[int, int]]]:
    by_meaning = {meaning: _joined(parts) for meaning, parts in _REPLY.items()}
    by_meaning |= {"meeting": _joined(_MEETING), "call": _joined(_CALL), "form": _joined(_FORM)}
    texts: list[str] = []
    ranges = {}
    for meaning, said in by_meaning.items():
        ranges[meaning] = (len(texts), len(texts) + len(said))
        texts += said
    return tuple(texts), ranges


TEXTS, RANGES = _all()
"""Every saying, and where those of one meaning stand."""
REPLY_MEANINGS: Final = tuple(_REPLY)
REPLY_SHARES: Final = (
    (0.10, 0.25, 0.35, 0.20, 0.10),  # by hidden state: positive, neutral, negative, away, stop
    (0.20, 0.30, 0.25, 0.18, 0.07),
    (0.45, 0.27, 0.10, 0.15, 0.03),
    (0.60, 0.20, 0.05, 0.13, 0.02),
    (0.25, 0.40, 0.12, 0.18, 0.05),
)
