from collections.abc import Callable, Iterator

import builders
import naive
from accord.scoring import receipts
from accord.values.receipt import Reason
from scenes import Scored

ADA = "ada@acme.example"
ACME = builders.company("Acme", domain="acme.example")
CFO = builders.person(ADA, title="CFO", company="acme", crm_role="Economic Buyer")


RIVALS = {"lists__competitors": ["acme.example"]}


def cells(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    for reason in reasons:
        if reason.cell is not None and reason.points > 0:
            yield reason
        yield from cells(reason.parts)


def adds_up(reason: Reason) -> bool:
    return not reason.parts or (
        reason.points == sum(part.points for part in reason.parts)
        and all(adds_up(part) for part in reason.parts)
    )


def test_reasons_add_up_to_the_last_millionth_in_every_world(world: Scored) -> None:
    accounts = [row[0] for row in world.session.rows("SELECT account FROM accounts")]
    found = receipts.engagements(world.session, world.program, world.as_of, accounts)
    points = world.column("SELECT account, points FROM engagement_now")
    seen = 0
    for account, receipt in found.items():
        assert receipt.total == points[account]
        assert receipt.total == sum(reason.points for reason in receipt.reasons)
        assert all(adds_up(reason) for reason in receipt.reasons)
        for reason in cells(receipt.reasons):
            seen += 1
            assert reason.fact_ids, reason
            assert reason.clause.startswith("engagement.activities.")
            assert reason.cell is not None
            assert reason.cell[0] == account
    assert seen > 50


def test_a_receipt_names_the_facts_behind_each_cell(score_facts: Callable[..., Scored]) -> None:
    visits = [builders.visit(ADA, "/pricing", days_ago=2, hour=9 + i / 100) for i in range(2)]
    one = score_facts(builders.log(ACME, CFO, *visits), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert receipt.is_exact()
    assert receipt.sentence == "Engagement 5.6: 1 person engaged"
    (person,) = receipt.reasons
    assert (person.title, person.detail) == ("Ada, CFO", "times 1.5")
    (cell,) = person.parts
    assert cell.cell is not None
    assert cell.cell[0] == account
    assert cell.cell[2:] == (builders.day(2), "high_value_page_view")
    assert set(cell.fact_ids) == {visit.row["fact_id"] for visit in visits}
    (row,) = cell.parts
    assert [part.detail for part in row.parts] == ["", "the same burst"]
    assert [part.points for part in row.parts] == [receipt.total, 0]


def test_what_a_limit_takes_off_is_a_reason_with_a_minus_sign(
    score_facts: Callable[..., Scored],
) -> None:
    visits = [builders.visit(ADA, f"/{i}", hour=8 + i) for i in range(5)]
    downloads = [builders.did(ADA, "meeting_held", asset_name=f"{i}", days_ago=i) for i in range(3)]
    one = score_facts(builders.log(ACME, CFO, *visits, *downloads), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    (person,) = receipts.engagement(one.session, one.program, one.as_of, account).reasons
    minus = {part.clause: part.points for part in person.parts if part.points < 0}
    assert minus["engagement.per_person_kind_per_day_at_most"] == -2 * 1_500_000
    assert minus["engagement.person_cap"] < -100_000_000
    assert person.points == 60_000_000 == sum(part.points for part in person.parts)


def test_pseudo_persons_have_names_and_caps(score_facts: Callable[..., Scored]) -> None:
    ads = [
        builders.did("browser:1", "ad_impression", company="acme.example", days_ago=d, hour=h)
        for d in range(10)
        for h in range(24)
    ]
    clicks = [
        builders.did(f"browser:{b}", "meeting_held", company="acme.example") for b in range(4)
    ]
    one = score_facts(builders.log(ACME, *ads, *clicks), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert [(r.title, r.points) for r in receipt.reasons] == [
        ("Unlinked browsers", 15_000_000),
        ("Ad impression", 1_000_000),
    ]
    assert all(adds_up(reason) for reason in receipt.reasons)
    clauses = {part.clause for reason in receipt.reasons for part in reason.parts}
    assert "engagement.anonymous_cap" in clauses
    assert "engagement.activities.ad_impression.account_cap" in clauses


def test_what_was_heard_but_not_counted_says_why(score_facts: Callable[..., Scored]) -> None:
    facts = [
        builders.visit(ADA, "/careers"),
        builders.did(ADA, "email_open"),
        builders.did(ADA, "email_click", user_agent="Googlebot/2.1"),
        builders.did(ADA, "carrier_pigeon"),
        builders.did(ADA, "documentation_view", days_ago=3),
        builders.subscription("Acme"),
    ]
    one = score_facts(builders.log(ACME, CFO, *facts), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert receipt.total == 0
    assert {(r.title, r.detail) for r in receipt.uncounted} == {
        ("Page view: 1", "the program gives this kind no points"),
        ("Email open: 1", "the program gives this kind no points"),
        (
            "Email click: 1",
            "a machine did it: the browser names itself a machine, or is listed as one",
        ),
        ("Carrier pigeon: 1", "the program gives this kind no points"),
        ("Documentation view: 1", "it counts only for others"),
    }


def test_acts_of_excluded_people_are_heard_and_not_counted(
    score_facts: Callable[..., Scored],
) -> None:
    student = builders.person("kim@acme.example", title="Student", company="acme")
    facts = [ACME, student, builders.did("kim@acme.example", "meeting_held")]
    one = score_facts(builders.log(*facts), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert receipt.total == 0
    assert [r.detail for r in receipt.uncounted] == ["by student"]


def test_those_who_sign_in_ask_for_help_or_look_for_a_job_earn_nothing_by_looking_around(
    score_facts: Callable[..., Scored],
) -> None:
    facts = [
        builders.visit(ADA, "/login", days_ago=20),
        builders.visit(ADA, "/pricing", days_ago=21),
        builders.visit(ADA, "/pricing", days_ago=5),
        builders.did(ADA, "content_download", asset_name="guide", days_ago=5),
        builders.visit("browser:1", "/careers/engineer", days_ago=9, company="acme.example"),
        builders.visit("browser:1", "/product", days_ago=9, hour=13, company="acme.example"),
        builders.visit("browser:2", "/product", days_ago=9, company="acme.example"),
    ]
    one = score_facts(builders.log(ACME, CFO, *facts), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert receipt.is_exact()
    left_out = {(r.title, r.clause) for r in receipt.uncounted if "dont_buy" in r.clause}
    assert left_out == {
        ("Page view: 1", "engagement.people_who_dont_buy.signing_in"),
        ("Page view: 1", "engagement.people_who_dont_buy.careers"),
    }
    plain = naive.Naive(naive.facts_of(one.log), naive.who(one.session), one.program)
    assert plain.engagement(one.as_of.day)[account] == receipt.total
    counted = {kind for (_, _, _, kind), n in plain.bursts(one.as_of.day).items() if n}
    assert counted == {"high_value_page_view", "content_download", "page_view", "ignored_page_view"}


def test_nobody_at_a_competitor_earns_anything_known_or_not(
    score_facts: Callable[..., Scored],
) -> None:
    facts = [builders.visit("browser:1", "/pricing", days_ago=2, company="acme.example")]
    one = score_facts(builders.log(ACME, CFO, *facts), builders.TODAY, **RIVALS)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert receipt.total == 0
    assert [r.detail for r in receipt.uncounted] == ["by competitor"]


def test_a_student_is_not_told_from_others_among_the_strangers_of_a_university(
    score_facts: Callable[..., Scored],
) -> None:
    school = builders.company("University of Lorem", "lorem.example")
    dean = builders.person("dean@lorem.example", "Finance Director", "lorem.example")
    facts = [
        builders.visit("browser:1", "/pricing", days_ago=2, company="lorem.example"),
        builders.visit("dean@lorem.example", "/pricing", days_ago=2),
    ]
    one = score_facts(builders.log(school, dean, *facts), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = receipts.engagement(one.session, one.program, one.as_of, account)
    assert [reason.title.split(",")[0] for reason in receipt.reasons] == ["Dean"]
    assert [r.detail for r in receipt.uncounted] == ["by student"]
