"""Who is out there: companies with their traits, families and names."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world import words
from accord.world.sizes import Size
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream, Streams

PROSPECT, COMPETITOR, PARTNER, OWN, UNIVERSITY = range(5)
"""What a company is to us, as far as the world knows."""
_EMPLOYEE_MIX: Final = ((0.45, 4.00, 1.32), (0.25, 2.13, 1.44), (0.25, 6.2, 1.0), (0.05, 10.1, 1.0))
_REVENUE_PER_HEAD: Final = 198_000
_GROUPED_SHARE: Final = 0.18
_GROUP_SIZES: Final = ((2, 3, 4, 5, 6, 7), (0.45, 0.25, 0.12, 0.08, 0.06, 0.04))
_SITES_PER_HEAD: Final = 1 / 220


@dataclass(frozen=True)
class Companies:
    """All companies of a world, one position each; positions 0 to 2 are the fixed cast."""

    kind: npt.NDArray[np.int8]
    employees: Ints
    revenue: Floats
    industry: npt.NDArray[np.int8]
    country: npt.NDArray[np.int8]
    place: npt.NDArray[np.int16]
    growth: Floats
    locations: Ints
    technologies: npt.NDArray[np.bool_]  # companies x words.TECHNOLOGIES
    parent: npt.NDArray[np.int32]  # -1 none
    names: list[str]
    domains: list[str]
    created: Floats  # when its CRM record was made: share of the time before the window

    def __len__(self) -> int:
        return int(self.kind.size)

    @property
    def zone(self) -> Ints:
        """Where each company's people work, as a position in spans.ZONE_NAMES."""
        return np.array(words.COUNTRY_ZONES, dtype=np.int64)[self.country]

    @property
    def family(self) -> Ints:
        """The topmost parent of each company, itself if it has none."""
        own = np.arange(len(self), dtype=np.int64)
        return np.where(self.parent >= 0, self.parent, own)


def draw(size: Size, streams: Streams) -> Companies:
    """Draw the companies of a world of this size."""
    rng = streams.of("companies")
    count = size.accounts
    kind = _kinds(count)
    employees = _employees(count, rng)
    industry = rng.choice(len(words.INDUSTRIES), count, p=words.INDUSTRY_SHARES).astype(np.int8)
    country = rng.choice(len(words.COUNTRIES), count, p=words.COUNTRY_SHARES).astype(np.int8)
    revenue = employees * _REVENUE_PER_HEAD * rng.lognormal(0.0, 0.6, count)
    shares = np.array(words.TECHNOLOGY_SHARES)
    traits = streams.of("company_traits")
    companies = Companies(
        kind=kind,
        employees=employees,
        revenue=revenue,
        industry=industry,
        country=country,
        place=traits.integers(0, 2**15, count).astype(np.int16),
        growth=np.round(traits.normal(6.0, 13.0, count), 1),
        locations=1 + traits.poisson(np.minimum(employees * _SITES_PER_HEAD, 60)),
        technologies=traits.random((count, shares.size)) < shares,
        parent=_parents(count, streams.of("families")),
        names=[],
        domains=[],
        created=traits.random(count),
    )
    _cast_traits(companies)
    _name(companies, streams.of("company_names"))
    return companies


def _kinds(count: int) -> npt.NDArray[np.int8]:
    """Give the last few positions to those who will never buy."""
    kind = np.zeros(count, dtype=np.int8)
    few = max(1, min(count // 60, 12))
    kind[-1] = OWN
    kind[-1 - few : -1] = COMPETITOR
    kind[-1 - 2 * few : -1 - few] = PARTNER
    kind[-1 - 3 * few : -1 - 2 * few] = UNIVERSITY
    return kind


def _employees(count: int, rng: Stream) -> Ints:
    shares = [share for share, _, _ in _EMPLOYEE_MIX]
    which = rng.choice(len(shares), count, p=shares)
    middle = np.array([mu for _, mu, _ in _EMPLOYEE_MIX])[which]
    spread = np.array([sigma for _, _, sigma in _EMPLOYEE_MIX])[which]
    drawn = np.exp(rng.normal(middle, spread))
    return np.asarray(np.clip(np.rint(drawn), 1, 400_000), dtype=np.int64)


def _parents(count: int, rng: Stream) -> npt.NDArray[np.int32]:
    parent = np.full(count, -1, dtype=np.int32)
    free = 3 + rng.permutation(max(count - 3 - 3 * max(1, min(count // 60, 12)) - 1, 0))
    sizes, shares = _GROUP_SIZES
    left, at = int(_GROUPED_SHARE * count), 0
    while left >= sizes[0] and at + sizes[-1] <= free.size:
        members = int(rng.choice(sizes, p=shares))
        group = np.sort(free[at : at + members])
        parent[group[1:]] = group[0]
        at += members
        left -= members
    return parent


def _cast_traits(companies: Companies) -> None:
    """Make Acme and Globex what they always are, and Initech too small to serve."""
    cast = (
        ("software", 1_240, 14.0, 4, (0, 1, 2, 3, 5)),
        ("financial_services", 820, 9.0, 3, (0, 3, 5, 6)),
        ("retail", 38, -4.0, 1, (3,)),
    )
    for at, (industry, employees, growth, locations, technologies) in enumerate(cast):
        companies.industry[at] = words.INDUSTRIES.index(industry)
        companies.employees[at] = employees
        companies.revenue[at] = employees * _REVENUE_PER_HEAD
        companies.country[at] = words.COUNTRIES.index("US")
        companies.growth[at] = growth
        companies.locations[at] = locations
        companies.technologies[at] = False
        companies.technologies[at, list(technologies)] = True
        companies.place[at] = at
    own = len(companies.kind) - 1
    companies.country[own] = words.COUNTRIES.index("US")
    companies.industry[own] = words.INDUSTRIES.index("software")
    companies.employees[own] = 260


_STEMS: Final = len(words.ONSETS) * len(words.MIDDLES) * len(words.ENDINGS)
_STRIDE: Final = 48_611  # prime, so that positions walk through all stems before one repeats


def _stem(number: int) -> str:
    """Return a name that no other number below millions gives, but for rare spellings."""
    rounds, number = divmod(number, _STEMS)
    number = number * _STRIDE % _STEMS
    number, ending = divmod(number, len(words.ENDINGS))
    onset, middle = divmod(number, len(words.MIDDLES))
    more = words.MIDDLES[rounds % len(words.MIDDLES)] if rounds else ""
    return words.ONSETS[onset] + more + words.MIDDLES[middle] + words.ENDINGS[ending]


_CAST_NAMES: Final = (
    ("Acme Software, Inc.", "acme.example"),
    ("Globex Financial Corp.", "globex.example"),
    ("Initech Retail LLC", "initech.example"),
)


def _name(companies: Companies, rng: Stream) -> None:
    """Give every company its name and domain; a family shares the first word of its name."""
    offset = int(rng.integers(_STEMS))
    luck = rng.random((companies.kind.size, 3))
    family = companies.family
    seen = {domain for _, domain in _CAST_NAMES} | {words.OWN_DOMAIN}
    for at in range(companies.kind.size):
        name, domain = _named(companies, at, int(family[at]) + offset, luck[at])
        while domain in seen and at >= len(_CAST_NAMES) and domain != words.OWN_DOMAIN:
            name, domain = (
                name.replace(" ", f" {at} ", 1),
                f"{domain.removesuffix('.example')}-{at}.example",
            )
        seen.add(domain)
        companies.names.append(name)
        companies.domains.append(domain)


def _named(companies: Companies, at: int, stem_number: int, luck: Floats) -> tuple[str, str]:
    if at < len(_CAST_NAMES):
        return _CAST_NAMES[at]
    kind = int(companies.kind[at])
    if kind == OWN:
        return "Tallyfold, Inc.", f"{words.OWN_DOMAIN}"
    stem = _stem(stem_number)
    if kind == UNIVERSITY:
        return f"University of {stem}", f"{stem.lower()}-university.example"
    rival = companies.kind.size - 2 - at
    if kind == COMPETITOR and rival < len(words.COMPETITORS):
        name = words.COMPETITORS[rival]
        return f"{name} Software, Inc.", f"{name.lower()}.example"
    trades = words.TRADES[words.INDUSTRIES[companies.industry[at]]]
    trade = trades[int(luck[0] * len(trades))]
    forms = words.LEGAL_FORMS[words.COUNTRIES[companies.country[at]]]
    form = forms[int(luck[1] * len(forms))] if luck[2] < 0.6 else ""
    plain = companies.parent[at] < 0 and luck[2] > 0.2
    slug = stem if plain else f"{stem}-{trade.replace(' ', '')}"
    return f"{stem} {trade} {form}".strip(), f"{slug.lower()}.example"
