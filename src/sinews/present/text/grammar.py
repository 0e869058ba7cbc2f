"""Forms of words: which one follows a number, and the case that a sentence asks for."""

import re
import string
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sinews.errors import SinewsError, UnknownNameError

FORMS: Final[Mapping[str, int]] = {"one_other": 2, "slavic": 4}
"""How many forms of a counted word a language has: one and more; or 1, 2 to 4, 5 and more, and
the form after a fraction."""

_LAST_NUMBER: Final = re.compile(r"\d[\d\s.,\u00a0\u202f]*$")


class Name(str):
    """A name in its plain form that knows its other cases; ``{name:gen}`` asks for one."""

    cases: Mapping[str, str]

    def __new__(cls, text: str, cases: Mapping[str, str] | None = None) -> "Name":
        """Return the name; a case that is not given is written as the plain form."""
        made = super().__new__(cls, text)
        made.cases = cases or {}
        return made


def choose_form(rule: str, written: str, forms: Sequence[str], point: str = ".") -> str:
    """Return the form of a counted word that agrees with a written number.

    Parameters
    ----------
    rule
        A key of `FORMS`.
    written
        The number as it is printed; of a range the last number counts.
    forms
        As many as the rule asks for, in its order.

    Raises
    ------
    SinewsError
        Another number of forms.
    """
    if len(forms) != FORMS[rule]:
        raise SinewsError(f"{'|'.join(forms)!r} gives {len(forms)} forms; expected {FORMS[rule]}.")
    found = _LAST_NUMBER.search(written.strip())
    text = found[0] if found else ""
    whole, _, fraction = text.partition(point)
    digits = "".join(c for c in whole if c.isdigit())
    if rule == "one_other":
        return forms[0 if digits == "1" and not fraction else 1]
    return forms[3 if fraction else _slavic(int(digits or 0))]


def _slavic(n: int) -> int:
    """Return 0 for 1, 21, 31; 1 for 2 to 4, 22 to 24; 2 for 5 to 20, 25 to 30."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


class Sentence(string.Formatter):
    """Fills ``{name}``, ``{name:gen}`` (a case) and ``{n:month|months}`` (a counted word)."""

    def __init__(self, rule: str, point: str) -> None:
        self.rule, self.point = rule, point

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401
        """Return the value, its case, or the word that agrees with it."""
        if not format_spec:
            return str(value)
        if "|" in format_spec:
            return choose_form(self.rule, str(value), format_spec.split("|"), self.point)
        cases = value.cases if isinstance(value, Name) else {}
        if cases and format_spec not in cases:
            raise UnknownNameError("case", format_spec, cases)
        return cases.get(format_spec, str(value))
