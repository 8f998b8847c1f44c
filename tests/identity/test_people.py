import builders
from accord.facts import keys

ACME = builders.company("Acme", "acme.example", country="US")
GLOBEX = builders.company("Globex", "globex.example", country="DE")


def person(found, email):
    return found.one("SELECT person FROM people WHERE email = $email", email=email)


def test_a_person_belongs_where_the_crm_says_before_the_mail_domain(resolved) -> None:
    found = resolved(ACME, GLOBEX, builders.person("ada@acme.example", company="globex"))
    assert found.account_of("ada@acme.example") == "Globex"
    assert found.reason_of("ada@acme.example") == "the CRM names the company"


def test_else_by_mail_domain_else_by_name_and_country(resolved) -> None:
    found = resolved(
        ACME,
        GLOBEX,
        builders.person("ada@eu.acme.example"),
        builders.lead("zoe@gmail.com", "CEO", "GLOBEX GmbH", country="Germany"),
        builders.lead("kim@gmail.com", "CEO", "Globex", country="France"),
        builders.lead("lee@gmail.com", "CEO"),
        builders.lead("max@other.example", "CEO", "Other"),
    )
    assert found.account_of("ada@eu.acme.example") == "Acme"
    assert found.account_of("zoe@gmail.com") == "Globex"
    assert found.account_of("kim@gmail.com") is None
    assert found.reason_of("lee@gmail.com") == "free mail and no company name"
    assert found.reason_of("max@other.example") == "no account has the domain other.example"
    assert ("other.example", "person", "no account has the domain other.example", 1) in found.rows(
        "SELECT * FROM unmatched"
    )


def test_a_consultant_is_not_linked_but_reported(resolved) -> None:
    found = resolved(ACME, GLOBEX, builders.lead("con@acme.example", "Consultant", "Globex"))
    assert found.account_of("con@acme.example") is None
    assert found.reason_of("con@acme.example") == (
        "mail domain acme.example says one account, the company name another"
    )


def test_a_domain_on_which_many_companies_write_is_nobodys(resolved) -> None:
    firms = [builders.lead(f"p{i}@isp.example", None, f"Firm {i}") for i in range(6)]
    found = resolved(builders.company("Internet Provider", "isp.example"), *firms)
    assert found.account_of("p1@isp.example") is None
    assert "used by people of many companies" in found.reason_of("p1@isp.example")
    assert (
        found.rows("SELECT 1 FROM account_keys WHERE key = $k", k=keys.domain_key("isp.example"))
        == []
    )


def test_a_lead_and_the_person_it_became_are_one_and_keep_the_id(resolved) -> None:
    lead = builders.lead("ada@gmail.com", "CFO", "Acme", days_ago=90)
    before = resolved(ACME, lead)
    became = builders.lead(
        "ada@gmail.com", "CFO", "Acme", days_ago=20, converted_external_id="ada-record"
    )
    contact = builders.person(
        "ada@acme.example", "Chief Financial Officer", "acme", external_id="ada-record", days_ago=20
    )
    after = resolved(ACME, lead, became, contact)
    assert after.one("SELECT count(*) FROM people") == 1
    assert person(after, "ada@acme.example") == person(before, "ada@gmail.com")
    leads_to = dict(after.rows("SELECT key, person FROM person_keys"))
    assert set(leads_to) == {
        keys.email_key("ada@gmail.com"),
        keys.email_key("ada@acme.example"),
        keys.record_key("crm", "ada-record"),
        keys.record_key("crm", "lead:ada@gmail.com"),
    }
    assert len(set(leads_to.values())) == 1


def test_a_changed_address_stays_the_same_person(resolved) -> None:
    found = resolved(
        ACME,
        builders.person("ada.old@acme.example", external_id="ada", days_ago=90),
        builders.person("ada.new@acme.example", external_id="ada", days_ago=5),
    )
    assert found.rows("SELECT email FROM people") == [("ada.new@acme.example",)]
    old, new = keys.email_key("ada.old@acme.example"), keys.email_key("ada.new@acme.example")
    leads_to = dict(found.rows("SELECT key, person FROM person_keys"))
    assert leads_to[old] == leads_to[new]


def test_an_office_address_ties_nobody_together(resolved) -> None:
    found = resolved(
        ACME,
        builders.person("info@acme.example", external_id="ada"),
        builders.person("info@acme.example", external_id="bo"),
        builders.visit("info@acme.example"),
    )
    people = found.rows("SELECT external_id, is_role_mailbox FROM people")
    assert sorted(people, key=repr) == [("ada", True), ("bo", True), (None, True)]


def test_an_address_alone_is_a_person_from_the_first_act_on(resolved) -> None:
    act = builders.visit("Neo@Acme.example", days_ago=30)
    before = resolved(ACME, act)
    assert before.account_of("neo@acme.example") == "Acme"
    after = resolved(ACME, act, builders.person("neo@acme.example", "CIO", days_ago=2))
    assert person(after, "neo@acme.example") == person(before, "neo@acme.example")


def test_of_several_addresses_only_seen_the_one_seen_first_speaks(resolved) -> None:
    acts = [
        builders.visit(f"{which}{n}@acme.example", days_ago=days)
        for n in range(8)
        for which, days in (("second", 20), ("first", 30))
    ]
    links = [
        builders.fact(
            "identity_links",
            days_ago=10,
            from_key=keys.email_key(f"second{n}@acme.example"),
            to_key=keys.email_key(f"first{n}@acme.example"),
        )
        for n in range(8)
    ]
    found = resolved(ACME, *acts, *links)
    assert found.rows("SELECT email FROM people ORDER BY email") == [
        (f"first{n}@acme.example",) for n in range(8)
    ]


def test_a_browser_is_whose_it_was_last_and_an_undone_link_is_none(resolved) -> None:
    ada, bo = builders.person("ada@acme.example"), builders.person("bo@acme.example")
    key = keys.anonymous_key("browser:1")
    first = builders.link("browser:1", "ada@acme.example", days_ago=20)
    second = builders.link("browser:1", "bo@acme.example", days_ago=10)
    undone = builders.link("browser:1", "bo@acme.example", days_ago=5, is_undone=True)

    def owner(*facts):
        found = resolved(ACME, ada, bo, *facts)
        return found.rows(
            "SELECT p.email FROM person_keys AS k JOIN people AS p ON p.person = k.person "
            "WHERE k.key = $key",
            key=key,
        )

    assert owner(first) == [("ada@acme.example",)]
    assert owner(first, second) == [("bo@acme.example",)]
    assert owner(first, second, undone) == [("ada@acme.example",)]
    assert owner(second, undone) == []


def test_deleted_people_are_gone(resolved) -> None:
    found = resolved(ACME, builders.person("ada@acme.example", is_deleted=True))
    assert found.rows("SELECT * FROM people") == []
    assert found.rows("SELECT * FROM person_keys") == []


def test_people_who_do_not_count_say_why(resolved) -> None:
    found = resolved(
        ACME,
        builders.company("Rival", "rival.example"),
        builders.company("Friend", "friend.example", status="Partner"),
        builders.person("us@ours.example"),
        builders.person("spy@rival.example"),
        builders.person("pal@friend.example"),
        builders.person("stu@acme.example", "PhD Student"),
        builders.person("app@acme.example", status="Applicant"),
        builders.person("ada@acme.example", "CFO"),
        company={"name": "Ours", "domains": ["ours.example"]},
        lists={"competitors": ["rival.example"]},
    )
    assert dict(found.rows("SELECT email, excluded FROM people")) == {
        "us@ours.example": "own_employee",
        "spy@rival.example": "competitor",
        "pal@friend.example": "partner",
        "stu@acme.example": "student",
        "app@acme.example": "job_applicant",
        "ada@acme.example": None,
    }


def test_a_bounce_counts_until_the_address_answers(resolved) -> None:
    bounced = builders.did("ada@acme.example", "email_bounce", days_ago=10)
    answered = builders.did("ada@acme.example", "email_reply", days_ago=5)
    ada = builders.person("ada@acme.example")
    assert resolved(ACME, ada, bounced).one("SELECT is_bounced FROM people") is True
    assert resolved(ACME, ada, bounced, answered).one("SELECT is_bounced FROM people") is False
