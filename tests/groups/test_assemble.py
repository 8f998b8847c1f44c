import builders

ACME = builders.company("Acme", "acme.example", employees=900)
CFO = builders.person("ada@acme.example", "CFO", days_ago=100)
IT = builders.person("ivan@acme.example", "IT Director", days_ago=100)
ACT = builders.visit("nobody@acme.example", days_ago=200)


def test_members_are_known_by_confidence_or_a_confirmation(assembled) -> None:
    champion = builders.person(
        "cleo@acme.example", "Office Manager", crm_role="CHAMPION", days_ago=100
    )
    weak = builders.person("bo@acme.example", "Marketing Manager", days_ago=100)
    old = builders.person("old@acme.example", "General Counsel", days_ago=800)
    found = assembled(ACME, CFO, champion, weak, old, ACT)
    assert found.members("role, is_known") == {
        "ada@acme.example": ("economic_buyer", True),
        "cleo@acme.example": ("champion", False),  # a champion needs a person's word
        "bo@acme.example": ("influencer", False),
        "old@acme.example": ("legal", False),  # nobody checked for over a year
    }
    ((who,),) = found.rows("SELECT person FROM people WHERE email = 'cleo@acme.example'")
    word = builders.decision("role_confirmed", {"solution": "main", "role": "champion"}, person=who)
    assert assembled(ACME, champion, word, ACT).members("is_known, is_confirmed") == {
        "cleo@acme.example": (True, True)
    }


def test_an_act_checks_that_somebody_is_still_there(assembled) -> None:
    old = builders.person("old@acme.example", "General Counsel", days_ago=800)
    found = assembled(ACME, old, builders.visit("old@acme.example", days_ago=30))
    assert found.members("is_known") == {"old@acme.example": (True,)}


def test_reached_and_engaged_are_of_the_last_ninety_days(assembled) -> None:
    found = assembled(
        ACME,
        CFO,
        IT,
        builders.did("ada@acme.example", "email_sent", days_ago=20),
        builders.did("ivan@acme.example", "meeting_held", days_ago=10),
        builders.person("late@acme.example", "Head of Procurement", days_ago=300),
        builders.did("late@acme.example", "meeting_held", days_ago=120),
    )
    assert found.members("is_reached, is_engaged") == {
        "ada@acme.example": (True, False),
        "ivan@acme.example": (True, True),
        "late@acme.example": (False, False),
    }
    assert dict(found.rows("SELECT role, (known, reachable, reached, engaged) FROM seats")) == {
        "economic_buyer": (1, 1, 1, 0),
        "technical_evaluator": (1, 1, 1, 1),
        "procurement": (1, 1, 0, 0),
    }


def test_a_touch_reaches_unless_it_bounced(assembled) -> None:
    from accord.facts import keys

    touch = builders.fact(
        "touches",
        account=keys.record_key("crm", "acme"),
        person=keys.email_key("ada@acme.example"),
        play="p",
        step="s",
        days_ago=5,
    )
    assert assembled(ACME, CFO, touch, ACT).members("is_reached") == {"ada@acme.example": (True,)}
    bounce = builders.did("ada@acme.example", "email_bounce", days_ago=4)
    found = assembled(ACME, CFO, touch, bounce)
    assert found.members("is_reached, is_reachable") == {"ada@acme.example": (False, False)}


def test_excluded_people_sit_in_no_group(assembled) -> None:
    found = assembled(ACME, builders.person("stu@acme.example", "PhD Student, Finance"), CFO, ACT)
    assert set(found.members("role")) == {"ada@acme.example"}


def test_ten_unanswered_mails_are_no_relationship_and_one_answer_is(assembled) -> None:
    mails = [builders.did("ada@acme.example", "email_sent", days_ago=day) for day in range(1, 11)]
    calls = [builders.did("ada@acme.example", "call_unanswered", days_ago=2)]
    assert assembled(ACME, CFO, *mails, *calls).rows("SELECT * FROM relationship") == []
    answer = builders.did("ada@acme.example", "email_reply", days_ago=3)
    meeting = builders.did("ivan@acme.example", "meeting_held", days_ago=9)
    ancient = builders.did("ivan@acme.example", "meeting_held", days_ago=500)
    found = assembled(ACME, CFO, IT, *mails, answer, meeting, ancient)
    assert found.rows("SELECT two_way, last_day FROM relationship") == [(2, builders.day(3))]
