"""Every code in the shipped trade tables has a short name."""

import pytest

from sinews.data.read.labels import list_goods_names, name_goods
from sinews.errors import UnknownNameError


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("87032319", "passenger cars"),
        ("8703", "passenger cars"),
        ("87", "vehicles"),
        ("854231", "processors and controllers"),
        ("85423190", "processors and controllers"),
        ("TOTAL", "all goods"),
    ],
)
def test_the_longest_beginning_names_the_goods(code, name):
    assert name_goods(code) == name


@pytest.mark.parametrize("code", ["", "8", "870", "99", "cars", "77010000"])
def test_other_texts_are_refused(code):
    with pytest.raises(UnknownNameError):
        name_goods(code)


def test_every_shipped_code_has_a_name(evidence):
    codes = set(evidence.frame("trade_sanctioned_cn8_windows")["cn8"])
    codes |= set(evidence.frame("trade_sanctioned_hs6_monthly")["hs6"])
    assert len(codes) > 3_000
    assert all(name_goods(code) for code in codes)


def test_every_high_priority_code_has_a_name_of_its_own(evidence):
    codes = set(evidence.frame("goods_high_priority")["hs6"])
    assert codes <= list_goods_names().keys()


def test_names_are_short_and_given_once_a_code():
    names = list_goods_names()
    assert all(code.isdecimal() and len(code) in (2, 4, 6) for code in names)
    assert max(len(name) for name in names.values()) <= 45
