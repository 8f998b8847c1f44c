import numpy as np

from accord.world import companies, sizes, streams
from world import worlds


def test_no_two_companies_share_a_domain() -> None:
    domains = worlds.built("mid", "standard", 1).companies.domains
    assert len(set(domains)) == len(domains)


def test_a_family_shares_the_first_word_of_its_name() -> None:
    firms = worlds.built("mid", "standard", 1).companies
    children = np.flatnonzero(firms.parent >= 0)
    words = [name.split(" ")[0] for name in firms.names]
    same = [words[child] == words[firms.parent[child]] for child in children]
    assert np.mean(same) > 0.99


def test_those_who_never_buy_are_there_and_open_no_deal() -> None:
    world = worlds.built("mid", "standard", 1)
    for kind in (companies.COMPETITOR, companies.PARTNER, companies.OWN, companies.UNIVERSITY):
        assert (world.companies.kind == kind).any()
    buyers = world.companies.kind[world.lives.deals.account.astype(int)]
    assert (buyers == companies.PROSPECT).all()


def test_the_names_of_rivals_are_those_that_deals_are_lost_to() -> None:
    domains = worlds.built("demo", "standard", 7).companies.domains
    assert {"ledgerly.example", "northbeam.example", "octavo.example"} <= set(domains)


def test_companies_do_not_depend_on_what_is_drawn_after_them() -> None:
    size = sizes.named("tiny")
    alone = companies.draw(size, streams.Streams(3))
    world = worlds.built("tiny", "standard", 3)
    assert alone.names == world.companies.names
    assert (alone.employees == world.companies.employees).all()
