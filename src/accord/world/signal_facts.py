"""What others tell us: third-party intent, a good third of it noise, and news of companies."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.facts import keys
from accord.values import time
from accord.world import columns, company_facts, happenings
from accord.world.spans import DAY_US, Floats, Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

NOISE_SHARE: Final = 0.35
_MONITORED_SHARE: Final = 0.10
TOPICS: Final = (
    *("financial close", "account reconciliation", "audit readiness", "finance automation"),
    *("erp integration", "Ledgerly", "Northbeam"),
)
_VENDORS: Final[tuple[tuple[str, tuple[float, ...], str | None], ...]] = (
    ("bombora", (0.02, 0.07, 0.28, 0.40, 0.06), None),
    ("g2_category", (0.001, 0.01, 0.06, 0.08, 0.01), "viewed category"),
    ("g2_comparison", (0.0, 0.002, 0.025, 0.06, 0.002), "viewed comparison"),
    ("g2_pricing", (0.0, 0.001, 0.012, 0.05, 0.001), "viewed pricing"),
    ("sixsense", (0.0, 0.005, 0.03, 0.05, 0.0), "Consideration"),
    ("demandbase", (0.0, 0.005, 0.03, 0.05, 0.0), "HIGH"),
)


def monitored(universe: Universe) -> Ints:
    """Return the companies whose research somebody sells us."""
    luck = universe.streams.of("monitored").random(len(universe.companies))
    watched = (luck < _MONITORED_SHARE) | (universe.fitness.tier > 0)
    watched &= universe.companies.kind == 0
    watched[:2] = True
    return np.flatnonzero(watched)


def intent(universe: Universe) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
    """Return readings by vendor and week, and which of them are noise."""
    rng = universe.streams.of("intent_facts")
    watched = monitored(universe)
    states = universe.lives.states[watched, universe.span.history_weeks :]
    company, week, vendor, is_noise = [], [], [], []
    for number, (_, chances, _) in enumerate(_VENDORS):
        hit = rng.random(states.shape) < np.array(chances)[states]
        rows, weeks = np.nonzero(hit)
        false = max(1, int(rows.size * NOISE_SHARE / (1 - NOISE_SHARE)))
        company.append(np.concatenate([watched[rows], rng.choice(watched, false)]))
        week.append(np.concatenate([weeks, rng.integers(0, states.shape[1], false)]))
        vendor.append(np.full(rows.size + false, number))
        is_noise.append(np.arange(rows.size + false) >= rows.size)
    columns_of = [np.concatenate(parts) for parts in (company, week, vendor, is_noise)]
    order = np.lexsort((columns_of[2], columns_of[0], columns_of[1]))
    who, when, which, noise = (column[order] for column in columns_of)
    body = _readings(universe, who.astype(np.int64), when, which, rng)
    day = universe.span.window_day + 7 * when + 6
    moments = columns.morning(day, rng.integers(0, 3600, day.size))
    known = moments + 2 * DAY_US
    facts = columns.table(
        "intent", "vendors", moments, body | {"known_at": known, "received_at": known}
    )
    kept = np.asarray(facts["received_at"]) <= universe.span.end_us
    return facts.filter(pa.array(kept)), noise.astype(np.bool_)[kept]


def _readings(
    universe: Universe, who: Ints, week: Ints, vendor: Ints, rng: Stream
) -> dict[str, Any]:
    domains = universe.companies.domains
    state = universe.lives.states[who, universe.span.history_weeks + week]
    score: Floats = np.clip(48 + 9 * state + rng.normal(6, 11, who.size), 20, 100)
    unique, at = np.unique(who, return_inverse=True)
    hashed = np.array([keys.domain_key(domains[one]) for one in unique.tolist()], dtype=np.int64)
    words = [text for _, _, text in _VENDORS]
    return {
        "company_key": hashed[at],
        "company_domain": columns.picked([domains[one] for one in unique.tolist()], at),
        "vendor": columns.picked([name for name, _, _ in _VENDORS], vendor),
        "topic": columns.picked(TOPICS, rng.integers(0, len(TOPICS), who.size)),
        "reading": columns.unless(vendor != 0, np.rint(score), pa.float64()),
        "reading_text": columns.picked(words, vendor),
    }


def trigger_events(universe: Universe) -> pa.Table:
    """Return the events that somebody reported, a little later than they happened."""
    rng = universe.streams.of("trigger_facts")
    company, slot = universe.happenings.reported()
    kind = universe.happenings.kind[company, slot].astype(np.int64)
    week = universe.happenings.week[company, slot].astype(np.int64)
    day = universe.span.first_day + 7 * week + rng.integers(0, 5, company.size)
    moments = columns.morning(day, rng.integers(0, 8 * 3600, day.size))
    known = moments + (rng.exponential(4.0, day.size) * DAY_US).astype(np.int64) + time.SECOND
    firms = universe.companies
    stays = np.array([days for _, _, _, days, _ in happenings.KINDS])[kind]
    names = [name for name, *_ in happenings.KINDS]
    facts = columns.table(
        "trigger_events",
        "news",
        moments,
        {
            "known_at": known,
            "received_at": known,
            "company_key": np.array(
                [company_facts.record_key(one) for one in company.tolist()], dtype=np.int64
            ),
            "kind": columns.picked(names, kind),
            "title": columns.texts(
                f"{firms.names[one]} {happenings.KINDS[what][1]}"
                for one, what in zip(company.tolist(), kind.tolist(), strict=True)
            ),
            "url": columns.texts(
                f"https://news.example/{firms.domains[one].split('.')[0]}/{names[what]}"
                for one, what in zip(company.tolist(), kind.tolist(), strict=True)
            ),
            "expires_on": day + stays,
        },
    )
    return columns.known_until(facts, universe.span.end_us)
