from hypothesis import given
from hypothesis import strategies as st

from accord.groups import relations
from accord.groups.relations import Contact, Tie

CONTACTS = st.lists(
    st.builds(
        Contact,
        person=st.integers(1, 5),
        day=st.integers(1, 9),
        kind=st.sampled_from(["email_sent", "email_open", "email_reply", "meeting_held"]),
        n=st.integers(0, 3),
    )
)


def test_replies_and_meetings_count_and_ten_unanswered_mails_do_not() -> None:
    contacts = [Contact(1, 10, "email_reply", 2), Contact(1, 12, "meeting_held", 1)]
    found = relations.find([*contacts, Contact(1, 20, "email_sent", 10)])
    assert found.with_us == {1: Tie(3, 12)}
    assert found == relations.find(contacts)


def test_who_met_us_on_one_day_met_together() -> None:
    days = [(2, 10), (1, 10), (1, 20), (3, 20)]
    found = relations.find([Contact(person, day, "meeting_held", 1) for person, day in days])
    assert found.together == {(1, 2): Tie(1, 10), (1, 3): Tie(1, 20)}


@given(CONTACTS, st.randoms())
def test_the_order_of_telling_counts_for_nothing(contacts, chance) -> None:
    shuffled = list(contacts)
    chance.shuffle(shuffled)
    assert relations.find(shuffled) == relations.find(contacts)


@given(CONTACTS)
def test_pairs_are_of_people_who_have_a_tie(contacts) -> None:
    found = relations.find(contacts)
    for first, second in found.together:
        assert first < second
        assert {first, second} <= set(found.with_us)
    two_way = sum(one.n for one in contacts if one.kind in {"email_reply", "meeting_held"})
    assert sum(tie.n for tie in found.with_us.values()) == two_way
