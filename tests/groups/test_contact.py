import builders
from accord.facts import keys

ACME = builders.company("Acme", "acme.example")
ACT = builders.visit("nobody@acme.example", days_ago=200)
KEY = keys.email_key("ada@acme.example")


def ada(**body):
    return builders.person("ada@acme.example", "CFO", **body)


def consent(status, purpose="email", **body):
    return builders.fact("consents", person_key=KEY, purpose=purpose, status=status, **body)


def ways(found):
    return found.rows(
        "SELECT c.by_mail, c.by_phone, c.forbids_mail FROM contacts AS c "
        "JOIN people AS p ON p.person = c.person WHERE p.email = 'ada@acme.example'"
    )[0]


def test_an_address_and_a_number_may_be_used_until_something_forbids_it(assembled) -> None:
    assert ways(assembled(ACME, ada(), ACT)) == (True, False, None)
    assert ways(assembled(ACME, ada(phone="+1 555"), ACT)) == (True, True, None)
    assert ways(assembled(ACME, ada(is_opted_out=True), ACT)) == (False, False, "opted out")
    assert ways(assembled(ACME, ada(is_bounced=True), ACT)) == (False, False, "the address bounces")


def test_the_last_word_on_consent_counts(assembled) -> None:
    withdrawn, given = consent("withdrawn", days_ago=20), consent("given", days_ago=10)
    assert ways(assembled(ACME, ada(), withdrawn, ACT))[0] is False
    assert ways(assembled(ACME, ada(), withdrawn, given, ACT))[0] is True
    assert ways(assembled(ACME, ada(is_opted_out=True), given, ACT))[0] is True
    again = consent("withdrawn", days_ago=5)
    assert ways(assembled(ACME, ada(), withdrawn, given, again, ACT))[0] is False


def test_an_unsubscribe_is_a_word_too(assembled) -> None:
    left = builders.did("ada@acme.example", "unsubscribe", days_ago=7)
    found = ways(assembled(ACME, ada(phone="+1 555"), left))
    assert found == (False, True, "withdrew consent or unsubscribed")


def test_a_suppression_closes_every_way_and_can_be_lifted(assembled) -> None:
    stop = builders.decision("contact_suppressed", person=KEY, days_ago=9)
    lift = builders.decision("contact_allowed", person=KEY, days_ago=2)
    assert ways(assembled(ACME, ada(phone="+1 555"), stop, ACT))[:2] == (False, False)
    assert ways(assembled(ACME, ada(phone="+1 555"), stop, lift, ACT))[:2] == (True, True)


def test_excluded_people_are_contacted_by_nobody(assembled) -> None:
    found = assembled(ACME, ada(status="Applicant"), ACT)
    assert ways(found) == (False, False, "excluded: job_applicant")


def test_a_consent_for_something_else_says_nothing(assembled) -> None:
    assert ways(assembled(ACME, ada(), consent("withdrawn", "tracking"), ACT))[0] is True


def test_a_suppressed_account_or_domain_is_not_contacted_until_it_is_lifted(assembled) -> None:
    for body in ({"account": keys.record_key("crm", "acme")}, {"subject": "domain:acme.example"}):
        stop = builders.decision("contact_suppressed", days_ago=9, **body)
        found = ways(assembled(ACME, ada(), stop, ACT))
        assert found == (False, False, "the team suppressed the account or its domain")
        lift = builders.decision("contact_allowed", days_ago=2, **body)
        assert ways(assembled(ACME, ada(), stop, lift, ACT))[0] is True
        over = builders.decision("contact_suppressed", days_ago=9, until_on=builders.day(1), **body)
        assert ways(assembled(ACME, ada(), over, ACT))[0] is True
