"""The columns of every kind of fact, as Arrow schemas.

Every fact carries the same head: `fact_id` (unique within `source`), and three times in
whole microseconds since 1970, UTC: when it happened, when we could first have known it,
when it reached us. A null in any other column means "unknown", never "none".

`*_key` columns are `values.ids.hash64` of a reference, so that joins are integer joins:
records by `record_key(source, external_id)`, domains by `domain_key`, mail addresses by
`email_key`, browsers by `anonymous_key`.
"""

from typing import Final

import pyarrow as pa

_TEXT: Final = pa.string()
_INT: Final = pa.int64()
_REAL: Final = pa.float64()
_FLAG: Final = pa.bool_()
_TEXTS: Final = pa.list_(pa.string())

HEAD: Final[dict[str, pa.DataType]] = {
    "fact_id": _TEXT,
    "source": _TEXT,
    "occurred_at": _INT,
    "known_at": _INT,
    "received_at": _INT,
    "is_backfilled": _FLAG,
}
"""The columns that every kind of fact begins with."""

_PERSON: Final = {
    "external_id": _TEXT,
    "email": _TEXT,
    "first_name": _TEXT,
    "last_name": _TEXT,
    "title": _TEXT,
    "department": _TEXT,
    "phone": _TEXT,
    "company_external_id": _TEXT,
    "company_name": _TEXT,
    "company_domain": _TEXT,
    "country": _TEXT,
    "crm_role": _TEXT,
    "owner": _TEXT,
    "status": _TEXT,
    "is_opted_out": _FLAG,
    "is_bounced": _FLAG,
    "is_deleted": _FLAG,
    "custom": _TEXT,  # JSON object of text to value
}

_BODY: Final[dict[str, dict[str, pa.DataType]]] = {
    # One row is a whole CRM record as it stood from `known_at` on.
    "companies": {
        "external_id": _TEXT,
        "name": _TEXT,
        "domain": _TEXT,
        "country": _TEXT,
        "state": _TEXT,
        "city": _TEXT,
        "industry": _TEXT,
        "employees": _INT,
        "revenue_usd": _REAL,
        "locations": _INT,
        "headcount_growth_12_months_percent": _REAL,
        "technologies": _TEXTS,
        "use_case": _TEXT,
        "parent_external_id": _TEXT,
        "owner": _TEXT,
        "status": _TEXT,
        "linkedin_url": _TEXT,
        "is_deleted": _FLAG,
        "custom": _TEXT,
    },
    "people": _PERSON,
    # A lead stays a lead in CRMs that keep it one; `converted_external_id` names the person.
    "leads": _PERSON | {"converted_external_id": _TEXT},
    "opportunities": {
        "external_id": _TEXT,
        "company_external_id": _TEXT,
        "company_name": _TEXT,
        "name": _TEXT,
        "solution": _TEXT,
        "kind": _TEXT,  # the CRM's opportunity type: "New Business"
        "stage": _TEXT,
        "probability": _REAL,  # percent
        "amount_minor": _INT,
        "currency": _TEXT,
        "created_on": _INT,  # day number
        "closed_on": _INT,  # day number: closed, or expected to close
        "is_closed": _FLAG,
        "is_won": _FLAG,
        "owner": _TEXT,
        "competitor": _TEXT,
        "loss_reason": _TEXT,
        "contact_external_ids": _TEXTS,
        "is_deleted": _FLAG,
        "custom": _TEXT,
    },
    "opportunity_stages": {  # one row per change of the CRM's stage
        "opportunity_external_id": _TEXT,
        "stage": _TEXT,
        "probability": _REAL,
        "amount_minor": _INT,
    },
    "activities": {
        "day": pa.int32(),  # of occurred_at, in the workspace's zone
        "known_day": pa.int32(),
        "half_hour": _INT,  # occurred_at // 30 minutes
        "kind": pa.int32(),  # code32 of kind_name
        "channel": pa.int32(),  # code32 of channel_name
        "asset": _INT,  # hash64 of asset_name; 0 none
        "person_key": _INT,  # 0 none
        "company_key": _INT,  # 0 none
        "agent": _INT,  # hash64 of user_agent; 0 none
        "network": _INT,  # hash64 of network_name; 0 none
        "message": _INT,  # hash64 of message_id; 0 none
        "account": _INT,  # as resolved when the segment was written: sort order, a hint
        "person": _INT,  # likewise
        "kind_name": _TEXT,
        "channel_name": _TEXT,
        "asset_name": _TEXT,  # canonical page path or asset id
        "title": _TEXT,
        "text": _TEXT,  # what was said: reply, form answer, meeting note
        "user_agent": _TEXT,
        "campaign": _TEXT,
        "email": _TEXT,
        "anonymous_id": _TEXT,
        "properties": _TEXT,  # JSON
        # What tells people from machines, where the collector knows it.
        "network_name": _TEXT,  # "203.0.113.0/24", "2001:db8:7::/48" or "AS64500": never a whole address
        "method": _TEXT,  # of the request: GET, HEAD, POST
        "message_id": _TEXT,  # of the mail that was delivered, opened or clicked, the same in all three
        "has_script": _FLAG,  # our script ran on the page that the hit led to
        "is_hidden_link": _FLAG,  # the link is one that no person can see
    },
    "subscriptions": {
        "external_id": _TEXT,
        "company_external_id": _TEXT,
        "solution": _TEXT,
        "starts_on": _INT,
        "ends_on": _INT,
        "amount_minor": _INT,  # a year
        "currency": _TEXT,
        "health": _TEXT,  # good, fair, poor
        "is_deleted": _FLAG,
    },
    # What was said of a person or a company, no more: a null leaves what was said before.
    "person_traits": _PERSON,
    "company_traits": {
        "external_id": _TEXT,
        "name": _TEXT,
        "domain": _TEXT,
        "country": _TEXT,
        "state": _TEXT,
        "city": _TEXT,
        "industry": _TEXT,
        "employees": _INT,
        "status": _TEXT,
        "linkedin_url": _TEXT,
        "custom": _TEXT,
    },
    "memberships": {  # a person belongs to a company from `occurred_at` on, until it is ended
        "person_external_id": _TEXT,
        "company_external_id": _TEXT,
        "person_key": _INT,
        "company_key": _INT,
        "part": _TEXT,  # what the person is there: admin, member
        "is_ended": _FLAG,
    },
    "relations": {  # said by somebody, never guessed
        "from_key": _INT,
        "to_key": _INT,
        "kind": _TEXT,  # competitor_of, partner, parent, owns
        "until_on": _INT,
    },
    "intent": {
        "company_key": _INT,
        "company_domain": _TEXT,
        "vendor": _TEXT,  # bombora, g2_category, ... as in the program's sources
        "topic": _TEXT,
        "reading": _REAL,
        "reading_text": _TEXT,
    },
    "trigger_events": {
        "company_key": _INT,
        "kind": _TEXT,
        "title": _TEXT,
        "url": _TEXT,
        "expires_on": _INT,
    },
    "technologies": {  # a product that a company was seen to use
        "company_key": _INT,
        "product": _TEXT,
        "vendor": _TEXT,  # who makes it
        "category": _TEXT,
        "first_seen_on": _INT,
        "last_seen_on": _INT,
    },
    "consents": {
        "person_key": _INT,
        "purpose": _TEXT,
        "status": _TEXT,  # given, withdrawn
        "wording": _TEXT,
    },
    "account_team": {
        "company_key": _INT,
        "user_email": _TEXT,
        "user_name": _TEXT,
        "part": _TEXT,  # account_executive, development_rep, marketer, ...
        "until_on": _INT,
    },
    "identity_links": {  # an anonymous browser or alias turned out to be somebody
        "from_key": _INT,
        "to_key": _INT,
        "is_undone": _FLAG,
    },
    "rates": {"currency": _TEXT, "on_day": _INT, "per_unit": _TEXT},  # reporting currency
    "source_totals": {"measure": _TEXT, "on_day": _INT, "total": _INT},
    # What people decided. `subject` is a public id or a name that the kind defines.
    "decisions": {
        "kind": _TEXT,
        "account": _INT,
        "person": _INT,
        "subject": _TEXT,
        "value": _TEXT,  # JSON
        "reason": _TEXT,
        "decided_by": _TEXT,
        "until_on": _INT,
        "program_version": _TEXT,
    },
    "touches": {
        "account": _INT,
        "person": _INT,
        "play": _TEXT,
        "step": _TEXT,
        "channel_name": _TEXT,
        "asset_name": _TEXT,
        "done_by": _TEXT,
    },
    # What one thing cost; of one `external_id` the one known last counts.
    "costs": {
        "account": _INT,
        "kind": _TEXT,
        "channel_name": _TEXT,
        "play": _TEXT,
        "amount_minor": _INT,
        "currency": _TEXT,
        "on_day": _INT,
        "external_id": _TEXT,
        "company_key": _INT,  # 0 none: of no company in particular
        "until_day": _INT,  # of results that cover several days
        "campaign": _TEXT,
        "impressions": _INT,
        "clicks": _INT,
        "engagements": _INT,
    },
    "plays": {  # a play that ran, runs or is planned at an account: launches are facts
        "account": _INT,
        "company_key": _INT,
        "play": _TEXT,
        "arm": _TEXT,  # treated, held_out
        "starts_on": _INT,
        "ends_on": _INT,
    },
}

SCHEMA_BY_KIND: Final[dict[str, pa.Schema]] = {
    kind: pa.schema(list((HEAD | body).items())) for kind, body in _BODY.items()
}
"""Every kind of fact and its columns, in order."""

ASIDE_BY_KIND: Final[dict[str, pa.Schema]] = {
    "activities": pa.schema(
        {
            "as_sent": _TEXT,  # the event as it was sent
            "time_flag": _TEXT,  # why `occurred_at` is not what was sent
        }.items()
    ),
}
"""Columns that are kept beside the facts and that no derivation reads."""

KINDS: Final = tuple(SCHEMA_BY_KIND)
