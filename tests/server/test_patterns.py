"""No regular expression of the package goes back and back over text made to let it."""

import re

import pytest

import patterns
from patterns import Used

pytestmark = pytest.mark.slow


def slow_ones(found):
    return {
        place: (used.pattern.pattern, pump, size)
        for place, used in found.items()
        for pump in patterns.pumps(used.pattern)
        if (size := patterns.slowness(used, pump)[1])
    }


@pytest.mark.parametrize("bad", [r"(a+)+$", r"\s*x$", r"(?:a|aa)+b", r"\s*\(*\s*\d"])
def test_a_pattern_that_goes_back_and_back_is_found(bad):
    assert slow_ones({"planted": Used(re.compile(bad), "search")})


def test_no_pattern_of_the_package_takes_more_than_its_text_is_long():
    found = patterns.all_patterns()
    assert len(found) > 100
    assert any("web._MAIL" in place for place in found)
    assert slow_ones(found) == {}
