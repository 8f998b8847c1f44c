"""The profile: criteria in their three forms, and the words that count as a name."""

import pytest
from pydantic import ValidationError

from accord.program import presets
from accord.program.profile import Bands, Criterion, Exclusion, MustHave, Profile


def test_a_share_times_a_weight_is_whole_millionths_of_a_point():
    industry = presets.program().profile.criteria["industry"]
    assert industry.values is not None
    assert industry.weight * industry.values["professional_services"] == 17_600_000


def test_a_crm_word_counts_as_the_name_it_means_whatever_its_case():
    industry = presets.program().profile.criteria["industry"]
    assert industry.name_of("COMPUTER_SOFTWARE") == "software"
    assert industry.name_of(" software ") == "software"
    assert industry.name_of("Basket Weaving") == "other"
    assert presets.program().profile.criteria["geography"].name_of("BR") is None


def test_a_criterion_reads_the_field_of_its_own_name_unless_it_names_another():
    profile = Profile.model_validate(
        {
            "criteria": {
                "industry": {"weight": 60, "values": {"software": 1}},
                "size": {"weight": 40, "field": "employees", "bands": [{"to": None, "value": 1}]},
            }
        }
    )
    assert [one.field for one in profile.criteria.values()] == ["industry", "employees"]


@pytest.mark.parametrize(
    "form",
    [{}, {"values": {}}, {"values": {"a": 1}, "bands": [{"to": None, "value": 1}]}],
)
def test_a_criterion_has_exactly_one_form(form):
    with pytest.raises(ValidationError, match="exactly one of values, bands or add"):
        Criterion.model_validate({"weight": 10, **form})


def test_a_must_have_asks_for_something():
    with pytest.raises(ValidationError, match="asks for nothing"):
        MustHave.model_validate({"id": "x", "field": "country"})


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "exactly one of list, trigger or field"),
        ({"list": "a", "trigger": "b"}, "exactly one of list, trigger or field"),
        ({"field": "country"}, "field and in go together"),
    ],
)
def test_an_exclusion_names_one_thing(parts, words):
    with pytest.raises(ValidationError, match=words):
        Exclusion.model_validate({"id": "x", **parts})


def test_bands_name_a_fit():
    bands = Bands()
    assert [bands.of(p) for p in (70_000_000, 69_999_999, 50_000_000, 49_999_999)] == [
        "strong",
        "moderate",
        "moderate",
        "weak",
    ]


def test_a_profile_that_is_no_mapping_is_a_problem_not_a_crash():
    for data in ("good firms", {"criteria": "all"}, {"criteria": {"a": 3}}):
        with pytest.raises(ValidationError):
            Profile.model_validate(data)
