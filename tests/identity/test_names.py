import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.identity import legal_forms, names


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("The Boliden AB (publ)", "boliden"),
        ("Aalberts N.V.", "aalberts"),
        ("PT. Bank Central Asia Tbk", "bank central asia"),
        ("Foo Sp. z o.o.", "foo"),
        ("Foo GmbH & Co. KG", "foo"),
        ("Müller & Söhne GmbH", "muller and sohne"),
        ("A.P. Møller - Mærsk A/S", "ap moller maersk"),
        ("トヨタ自動車株式会社", "トヨタ自動車"),
        ("株式会社日立", "日立"),
        ("L'Oréal S.A.", "loreal"),
        ("IBM Corp /DE/", "ibm"),
        ("ООО Ромашка", "ромашка"),
        ("J.P. Morgan & Co.", "jp morgan"),
        ("Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo"),
        ("Acme Pty Ltd", "acme"),
        ("Kabushiki Kaisha Acme", "kabushiki kaisha acme"),
        ("Company", "company"),
        ("S.A.", "sa"),
        ("", ""),
    ],
)
def test_the_core_of_a_name_leaves_out_its_legal_form(name: str, core: str) -> None:
    assert names.core(name) == core


def test_spelling_habits_do_not_make_another_company() -> None:
    assert names.squeezed("GTXPro") == names.squeezed("GTX Pro") == names.squeezed("Gtx-Pro, Inc.")
    assert names.squeezed("AT&T Inc.") == names.squeezed("AT and T")
    assert names.agree("Acme Inc", "ACME")
    assert names.agree("Acme Inc", None)
    assert not names.agree("Vardhman Holdings", "Vardhman Textiles")
    assert not names.agree("Acme Holdings", "Acme")


_ENDS = sorted(" ".join(form) for form in legal_forms.AT_THE_END)


@pytest.mark.parametrize("form", _ENDS)
def test_every_legal_form_at_the_end_falls_away(form: str) -> None:
    assert names.core(f"acme {form}") == "acme"


@given(st.sampled_from(["acme", "north star", "zürich re", "日立"]), st.sampled_from(_ENDS))
def test_any_legal_form_at_the_end_falls_away(name: str, form: str) -> None:
    assert names.core(f"{name} {form}") == names.core(name)


@given(st.text(max_size=60))
def test_the_core_of_a_core_is_itself(text: str) -> None:
    core = names.core(text)
    again = names.core(core)
    assert names.core(again) == again
    assert names.squeezed(text) == core.replace(" ", "")


@given(st.text(min_size=1, max_size=40))
def test_letter_case_means_nothing(text: str) -> None:
    assert names.core(text.lower()) == names.core(text.lower().upper().lower())


def test_conformed_names_of_the_register_meet_the_companies(real_data: Path) -> None:
    with (real_data / "l2a_sec_pairs.csv").open(encoding="utf-8") as file:
        pairs = [list(row.values()) for row in csv.DictReader(file)]
    columns = list(zip(*pairs, strict=True))
    named = [c for c in columns if not all(x.replace(".", "").isalnum() and len(x) < 8 for x in c)]
    assert len(named) >= 2
    agreeing = sum(
        names.squeezed(a) == names.squeezed(b) for a, b in zip(named[0], named[1], strict=True)
    )
    assert agreeing / len(pairs) > 0.5
