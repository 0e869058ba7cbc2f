"""Forms of words: which one follows a number, and the case that a sentence asks for."""

import re
import string
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from babel import Locale
from babel.numbers import get_decimal_symbol

from sinews.errors import SinewsError, UnknownNameError

_ORDER: Final = ("one", "few", "many", "other")
"""Order of the forms of a counted word: those of CLDR that a language has."""

_LAST_NUMBER: Final = re.compile(r"\d[\d\s.,\u00a0\u202f]*$")


class Name(str):
    """A name in its plain form that knows its other cases; ``{name:gen}`` asks for one."""

    cases: Mapping[str, str]

    def __new__(cls, text: str, cases: Mapping[str, str] | None = None) -> "Name":
        """Return the name; a case that is not given is written as the plain form."""
        made = super().__new__(cls, text)
        made.cases = cases or {}
        return made


def count_forms(locale: Locale) -> tuple[str, ...]:
    """Return the names of the forms of a counted word in one language, in their order."""
    return tuple(f for f in _ORDER if f == "other" or f in locale.plural_form.tags)


def choose_form(locale: Locale, written: str, forms: Sequence[str]) -> str:
    """Return the form of a counted word that agrees with a written number.

    Parameters
    ----------
    written
        The number as it is printed; of a range the last number counts, and without any, zero.
    forms
        One for each name of `count_forms`, in its order.

    Raises
    ------
    SinewsError
        Another number of forms.
    """
    names = count_forms(locale)
    if len(forms) != len(names):
        raise SinewsError(f"{'|'.join(forms)!r} gives {len(forms)} forms; expected {len(names)}.")
    found = _LAST_NUMBER.search(written.strip())
    whole, _, fraction = (found[0] if found else "0").partition(get_decimal_symbol(locale))
    digits = "".join(c for c in whole if c.isdigit())
    number = Decimal(f"{digits}.{fraction}" if fraction.isdigit() else digits)
    return forms[names.index(locale.plural_form(number))]


class Sentence(string.Formatter):
    """Fills ``{name}``, ``{name:gen}`` (a case) and ``{n:month|months}`` (a counted word)."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401
        """Return the value, its case, or the word that agrees with it."""
        if not format_spec:
            return str(value)
        if "|" in format_spec:
            return choose_form(self.locale, str(value), format_spec.split("|"))
        cases = value.cases if isinstance(value, Name) else {}
        if cases and format_spec not in cases:
            raise UnknownNameError("case", format_spec, cases)
        return cases.get(format_spec, str(value))
