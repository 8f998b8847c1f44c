"""Results of ads: what a campaign cost on a day, how often it was seen, and by which company."""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec
import pyarrow as pa

from accord.connectors.files import deals, headers, intent, memory, numbers
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory
from accord.connectors.files.plan import ColumnMap, Plan, Question, answered
from accord.facts import keys, tables
from accord.identity import names
from accord.values import ids

KIND: Final = "ad_results"
_MARKS: Final = (
    ("linkedin", {"startdateinutc", "totalspent", "clickstolandingpage", "paidimpressions"}),
    ("google", {"impr", "currencycode", "campaignstatus", "searchkeyword"}),
    ("meta", {"reportingstarts", "reportingends", "amountspent", "clicksall", "linkclicks"}),
)
"""Headers, bare of signs, that only one of the networks writes."""
_TOTAL: Final = re.compile(r"(?:grand )?totals?(?::.*)?", re.IGNORECASE)
_COUNTS: Final = ("impressions", "clicks", "engagements", "organic_engagements")
_ACTS: Final = (
    ("ad_impression", "impressions", "ads"),
    ("ad_click", "clicks", "ads"),
    ("social_engagement", "organic_engagements", "social"),
)
"""What a company did, by the count that says so."""


def vendor(columns: Sequence[str]) -> str:
    """Return the network whose export has such headers; "ads" if it is none of those known."""
    found = {headers.key_of(name) for name in columns}
    found |= {"amountspent" for name in found if name.startswith("amountspent")}
    votes = {network: len(marks & found) for network, marks in _MARKS}
    best = max(votes, key=lambda network: votes[network])
    return f"{best}_ads" if votes[best] else "ads"


def ask(plan: Plan, mapping: Sequence[ColumnMap]) -> list[Question]:
    """Ask of which day results are, when neither a column nor the file's name says it."""
    is_dated = any(one.field == "occurred_at" for one in mapping)
    if plan.kind != KIND or is_dated or answered(plan.hints, "dated_on", plan.hints.dated_on):
        return []
    if intent.is_dated(plan.name):
        return []
    text = f"Until which day do the results in {plan.name} go? No column says it; write 2026-06-30."
    return [Question("dated_on", "", text, ())]


def facts(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return costs, and what companies saw and clicked; totals of the report are left out.

    A cost is known since it was received: restated numbers count from then on, and an earlier
    day still shows what was known on it.
    """
    _drop_totals(frame)
    day = intent.day_of_file(frame.plan, memory_.zone)
    occurred = [moment or day for moment in frame.values("occurred_at")]
    _need_day(frame, occurred)
    _name_currency(frame)
    companies = _companies(frame)
    named = _ids(frame, memory_, occurred, companies)
    costs = _costs(frame, memory_, occurred, (named, companies))
    acts = [
        tables.activity(row, memory_.zone)
        for row in _acts(frame, memory_, occurred, (named, companies))
    ]
    return {"costs": costs, "activities": tables.table("activities", acts)}


def _drop_totals(frame: Frame) -> None:
    """Leave out rows that sum up others: they name neither a campaign nor a company."""
    wanted = ("campaign", "campaign_id", "company_name", "company_domain")
    for index, named in enumerate(zip(*(frame.values(one) for one in wanted), strict=True)):
        if not any(named) or _TOTAL.fullmatch(frame.cells[index][0].strip()):
            frame.rejected.discard(index)
            frame.dropped.add(index)
            frame.note(index, "campaign", "is a total of the report; left out")


def _need_day(frame: Frame, occurred: Sequence[int | None]) -> None:
    for index, moment in enumerate(occurred):
        if moment is None and index not in frame.rejected | frame.dropped:
            frame.note(index, "occurred_at", "the day is not said; add it", is_rejected=True)


def _name_currency(frame: Frame) -> None:
    """Read the currency out of a header such as `Amount spent (EUR)`."""
    head = frame.headers.get("amount", "")
    inside = head.partition("(")[2].partition(")")[0]
    found = numbers.currency(inside).value if inside else None
    if found and not frame.has("currency"):
        frame.put("currency", [found] * len(frame))


def _companies(frame: Frame) -> list[int]:
    """Return whom a row is about: by domain, else by name; 0 for nobody in particular."""
    pairs = zip(frame.values("company_domain"), frame.values("company_name"), strict=True)
    return [keys.domain_key(site) if site else name_key(name) for site, name in pairs]


def name_key(name: str | None) -> int:
    """Return the key of a company that is known by name only; 0 when there is no name."""
    core = names.squeezed(name)
    return ids.hash64("name", core) if core else ids.NONE_ID


def _ids(
    frame: Frame, memory_: Memory, occurred: Sequence[int | None], companies: Sequence[int]
) -> list[str]:
    """Return what each row is about: campaign, part of it, days and company."""
    fields = ("campaign_id", "campaign", "part")
    told = zip(*(frame.values(one) for one in fields), strict=True)
    made = []
    for index, (campaign_id, campaign, part) in enumerate(told):
        end = memory_.day(frame.values("ends_on")[index])
        start = memory_.day(occurred[index])
        about = (
            campaign_id or campaign,
            part,
            start,
            end if end != start else None,
            companies[index],
        )
        digest = _digest(about)
        if index in frame.rejected | frame.dropped:
            made.append(digest)
            continue
        twin = memory_.twin(digest)
        made.append(digest if twin.endswith(":1") else f"{digest}:{twin.rpartition(':')[2]}")
    return made


def _digest(told: Sequence[Any]) -> str:
    text = "\x1f".join("" if one is None else str(one) for one in told)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _costs(
    frame: Frame,
    memory_: Memory,
    occurred: Sequence[int | None],
    about: tuple[Sequence[str], Sequence[int]],
) -> pa.Table:
    named, companies = about
    minor, currencies = deals.amounts(frame, memory_)
    counts: dict[str, list[Any]] = {one: frame.values(one) for one in _COUNTS[:3]}
    said = zip(minor, currencies, *counts.values(), strict=True)
    fact_ids = [f"{KIND}:{one}:{_digest(row)}" for one, row in zip(named, said, strict=True)]
    columns: Columns = memory_.head(frame, fact_ids, occurred)
    columns["known_at"] = [memory_.received] * len(frame)
    columns["is_backfilled"] = [False] * len(frame)
    columns |= {
        "external_id": list(named),
        "account": [0] * len(frame),
        "company_key": list(companies),
        "kind": ["media"] * len(frame),
        "channel_name": ["ads"] * len(frame),
        "campaign": _campaigns(frame),
        "amount_minor": list(minor),
        "currency": list(currencies),
        "on_day": memory_.days(occurred),
        "until_day": memory_.days(frame.values("ends_on")),
    }
    return memory.table("costs", columns | counts, frame.taken())


def _campaigns(frame: Frame) -> list[Any]:
    pairs = zip(frame.values("campaign"), frame.values("campaign_id"), strict=True)
    return [name or one for name, one in pairs]


def _acts(
    frame: Frame,
    memory_: Memory,
    occurred: Sequence[int | None],
    about: tuple[Sequence[str], Sequence[int]],
) -> Iterator[dict[str, Any]]:
    """Yield what companies did; a restated count changes no act that stands."""
    named, companies = about
    heads = memory_.head(frame, named, occurred)
    campaigns = _campaigns(frame)
    for index in frame.taken():
        if not companies[index]:
            continue
        counts = {one: frame.values(one)[index] for one in _COUNTS if frame.values(one)[index]}
        for kind, count, channel in _ACTS:
            if not counts.get(count):
                continue
            row = {name: values[index] for name, values in heads.items()}
            yield row | {
                "fact_id": f"{KIND}:{named[index]}:{kind}",
                "kind_name": kind,
                "channel_name": channel,
                "campaign": campaigns[index],
                "asset_name": campaigns[index],
                "company_key": companies[index],
                "properties": msgspec.json.encode(counts).decode(),
            }
