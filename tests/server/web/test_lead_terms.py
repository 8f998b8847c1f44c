"""What was agreed with a vendor is told to the import whole, and never as a CRM's."""

import pytest

from accord.server.web.forms.lead_terms import TermsForm


def test_a_vendor_that_is_taken_away_takes_its_source_away():
    form = TermsForm({"vendor": "", "cost": "45"})
    assert form.is_valid()
    assert form.options()["source"] == ""
    named = TermsForm({"vendor": "Net Line"})
    assert named.is_valid()
    assert named.options()["source"] == "net_line"


@pytest.mark.parametrize("vendor", ["Salesforce", "hubspot", " Marketo "])
def test_a_vendor_named_as_a_crm_is_refused_in_words(vendor):
    form = TermsForm({"vendor": vendor})
    assert not form.is_valid()
    assert "not the CRM" in form.wrong()
