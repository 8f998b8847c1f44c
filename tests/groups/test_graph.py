from hypothesis import given
from hypothesis import strategies as st

from accord.groups import graph, relations
from accord.groups.graph import Edge, Stander
from accord.groups.relations import Contact

ROLES = ["economic_buyer", "champion", "legal"]
PEOPLE = st.lists(
    st.builds(
        Stander,
        person=st.integers(1, 40),
        role=st.sampled_from([*ROLES, "blocker", None]),
        is_confirmed=st.booleans(),
    ),
    unique_by=lambda one: one.person,
)
MET = st.lists(
    st.builds(Contact, st.integers(1, 40), st.integers(1, 3), st.just("meeting_held"), st.just(1))
)


def test_people_stand_beside_their_roles_and_are_joined() -> None:
    people = [
        Stander(1, "legal"),
        Stander(2, "economic_buyer", is_confirmed=True),
        Stander(3, None),
    ]
    met = [Contact(1, 5, "meeting_held", 1), Contact(2, 5, "meeting_held", 1)]
    found = graph.lay_out(ROLES, people, relations.find(met))
    drawn = [node.key for node in found.nodes if node.kind == "person"]
    assert drawn == ["person:2", "person:1", "person:3"]
    assert found.edges == (
        Edge("contact", "us", "person:2", 1),
        Edge("plays", "person:2", "role:economic_buyer", 1),
        Edge("contact", "us", "person:1", 1),
        Edge("perhaps", "person:1", "role:legal", 1),
        Edge("together", "person:1", "person:2", 1),
    )


@given(PEOPLE, MET)
def test_nobody_hides_anybody_and_every_join_has_two_ends(people, met) -> None:
    found = graph.lay_out(ROLES, people, relations.find(met))
    for kind in graph.COLUMNS:
        rows = sorted(node.y for node in found.nodes if node.kind == kind)
        assert all(below - above >= graph.ROW for above, below in zip(rows, rows[1:], strict=False))
    assert all(0 < n.y < found.height and 0 < n.x < found.width for n in found.nodes)
    keys = {node.key for node in found.nodes}
    assert len(keys) == len(found.nodes)
    assert all({edge.start, edge.end} <= keys for edge in found.edges)
