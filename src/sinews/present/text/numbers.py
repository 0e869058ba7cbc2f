"""How numbers are written: units in words, rounded to what the interval supports."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.numbers import format_decimal

from sinews.core.figure import Figure
from sinews.present.text.grammar import choose_form

DASH: Final = "–"
MINUS: Final = "−"
SPACE: Final = "\u00a0"
"""No-break space: a number and its unit stay on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStyle:
    """The habits of one language.

    Attributes
    ----------
    locale
        Separators and plurals, as CLDR has them.
    to
        The word between the ends of an interval that holds a minus.
    units
        Unit to its template, ``EUR bn`` to ``EUR {n} bn``, or to one template a form of number.
    decimals
        Digits after the point of a counted number, by unit.
    finest
        Most digits after the point that a unit ever carries, however narrow the interval.
    significant
        Digits in all of a counted number, by unit, where its size varies much.
    small
        The same for values below one, where a sum of money of a small country would be lost.
    scale
        Factor by which a unit is written: a probability as per cent.
    """

    locale: Locale
    to: str
    units: dict[str, str | list[str]]
    decimals: dict[str, int]
    finest: dict[str, int]
    significant: dict[str, int]
    small: dict[str, int]
    scale: dict[str, float]

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with separators and a true minus; no negative zero."""
        digits = Decimal(f"{abs(value):.{max(decimals, 0)}f}")
        pattern = f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0"
        text: str = format_decimal(digits, pattern, self.locale)
        return f"{MINUS}{text}" if value < 0 and digits else text

    def bare(self, figure: Figure) -> str:
        """Return the value of a figure without its unit."""
        shown, decimals = self._rounded(figure)
        return self.number(shown, decimals)

    def whole(self, figure: Figure) -> Figure:
        """Return a figure as a whole number in the scale it is written in, without an interval.

        A share is written as per cent, so 0.62 becomes 62 %, not 1 or 100 %.
        """
        factor = self.scale.get(figure.unit, 1.0)
        value = round(figure.value * factor) / factor
        return replace(figure, value=value, low=None, high=None, tested="")

    def value(self, figure: Figure) -> str:
        """Return the value of a figure with its unit: ``EUR 9.2 bn``."""
        return self.with_unit(self.bare(figure), figure.unit)

    def with_unit(self, number: str, unit: str) -> str:
        """Return a written number with its unit."""
        found = self.units.get(unit, f"{{n}} {unit}")
        if not isinstance(found, str):
            found = choose_form(self.locale, number, found)
        return found.format(n=number).replace(" ", SPACE)

    def interval(self, figure: Figure) -> str:
        """Return the 90 % interval as ``9–24``, ``−4 to 2``, or nothing where there is none."""
        if figure.low is None or figure.high is None:
            return ""
        _, decimals = self._rounded(figure)
        factor = self.scale.get(figure.unit, 1.0)
        low, high = (
            self.number(round(v * factor, decimals), decimals) for v in (figure.low, figure.high)
        )
        between = f" {self.to} " if MINUS in low + high else DASH
        return f"{low}{between}{high}"

    def _rounded(self, figure: Figure) -> tuple[float, int]:
        factor = self.scale.get(figure.unit, 1.0)
        value = figure.value * factor
        if figure.low is not None and figure.high is not None and figure.high > figure.low:
            supported = digits_of_width(factor * (figure.high - figure.low))
            decimals = min(supported, self.finest.get(figure.unit, supported))
        else:
            decimals = digits_of_value(value, self._usual(figure))
        return round(value, decimals), decimals

    def _usual(self, figure: Figure) -> int:
        digits = self.significant.get(figure.unit)
        if figure.unit in self.small and 0 < abs(figure.value) < 1:
            digits = self.small[figure.unit]
        if digits is None or figure.value == 0:
            return self.decimals.get(figure.unit, 0)
        return max(digits - 1 - math.floor(math.log10(abs(figure.value))), 0)


def digits_of_width(width: float) -> int:
    """Return the decimals that an interval of this width supports: two digits of the width.

    Negative results mean tens, hundreds and so on.
    """
    return 1 - math.floor(math.log10(width))


def digits_of_value(value: float, usual: int) -> int:
    """Return the usual decimals, or more where the value would be written as zero."""
    if value == 0:
        return 0
    if round(value, usual) != 0:
        return usual
    return -math.floor(math.log10(abs(value)))
