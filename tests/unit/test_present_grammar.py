"""Counted words agree with their numbers; names are written in the case a sentence asks for."""

import pytest
from babel import Locale

from sinews.errors import SinewsError, UnknownNameError
from sinews.present.text.grammar import Name, Sentence, choose_form

UKRAINIAN = ("місяць", "місяці", "місяців", "місяця")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1", "місяць"),
        ("21", "місяць"),
        ("1\u00a0001", "місяць"),
        ("2", "місяці"),
        ("34", "місяці"),
        ("−3", "місяці"),
        ("0", "місяців"),
        ("5", "місяців"),
        ("11", "місяців"),
        ("12", "місяців"),
        ("114", "місяців"),
        ("1\u00a0000", "місяців"),
        ("1,5", "місяця"),
        ("9–22", "місяці"),
    ],
)
def test_ukrainian_words_follow_their_number(written, form):
    assert choose_form(Locale("uk"), written, UKRAINIAN) == form


@pytest.mark.parametrize(
    ("written", "form"), [("1", "month"), ("1.5", "months"), ("11", "months"), ("none", "months")]
)
def test_english_words_follow_their_number(written, form):
    assert choose_form(Locale("en"), written, ("month", "months")) == form


def test_a_wrong_number_of_forms_is_refused():
    with pytest.raises(SinewsError, match="expected 4"):
        choose_form(Locale("uk"), "3", ("місяць", "місяців"))


def test_sentences_take_counted_words_and_cases():
    fill = Sentence(Locale("uk")).vformat
    may = Name("травень 2026 року", {"gen": "травня 2026 року"})
    said = {"n": "3", "month": may}
    assert fill("за {n} {n:день|дні|днів|дня} до {month:gen}", (), said) == (
        "за 3 дні до травня 2026 року"
    )
    assert fill("{month}: {n}", (), said) == "травень 2026 року: 3"
    with pytest.raises(UnknownNameError, match="gen"):
        fill("{month:genn}", (), said)
    assert fill("{plain:gen}", (), {"plain": "5"}) == "5"
