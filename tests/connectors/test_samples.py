"""Every kind of file has a sample, and every sample is read without a question or a word."""

import pytest

from accord.connectors import files
from accord.connectors.files import facts, headers, samples
from accord.values.errors import NotFoundError
from files_cast import read

ASIDE = {"target_list"}
"""Comes out of Accord itself, so that its export is the sample."""


def test_every_kind_of_file_has_a_sample():
    assert {sample.kind for sample in samples.listed()} == set(headers.KINDS) - ASIDE
    assert set(facts.SHAPES) == set(headers.KINDS)


@pytest.mark.parametrize("sample", samples.listed(), ids=lambda sample: sample.name)
def test_a_sample_is_recognised_and_every_row_of_it_taken(sample):
    data = samples.content(sample.name)
    plan = files.look(data, f"{sample.name}.csv")
    assert (plan.kind, plan.questions) == (sample.kind, ())
    assert sample.columns == plan.columns
    got = read(data, plan)
    assert got.rows_taken == got.rows_read > 0
    assert not got.rejected


NAMED = ("companies", "people", "products")
"""Plain lists of names, which are told apart by the file's name too."""


@pytest.mark.parametrize(
    "sample",
    [one for one in samples.listed() if one.kind not in NAMED],
    ids=lambda sample: sample.name,
)
def test_a_sample_called_otherwise_is_still_what_its_headers_say(sample):
    plan = files.look(samples.content(sample.name), "export.csv")
    assert plan.kind == sample.kind


def test_a_sample_that_is_not_there_names_those_that_are():
    with pytest.raises(NotFoundError, match="intent_bombora"):
        samples.content("tarot")
