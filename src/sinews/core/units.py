"""The units that columns, estimates and figures may carry, with what each means."""

from typing import Final

from sinews.errors import UnknownNameError

UNITS: Final[dict[str, str]] = {
    "EUR": "euro, current prices unless a column says otherwise",
    "EUR m": "million euro",
    "EUR bn": "billion euro",
    "EUR bn/year": "billion euro a year",
    "EUR/head": "euro per inhabitant",
    "USD": "US dollars",
    "USD bn": "billion US dollars",
    "%": "per cent",
    "% of GDP": "per cent of gross domestic product of the stated year",
    "percentage points": "difference of two percentages",
    "ratio": "quotient of two quantities of one unit",
    "probability": "between 0 and 1",
    "index": "between 0 and 1, defined by its method",
    "months": "calendar months",
    "days": "days",
    "years": "years",
    "date": "a day, as an ISO date",
    "units": "items of equipment, pieces",
    "units/month": "items of equipment a month",
    "units/year": "items of equipment a year",
    "persons": "people",
    "persons/month": "people a month",
    "rounds": "artillery rounds",
    "rounds/day": "artillery rounds a day",
    "rounds/month": "artillery rounds a month",
    "rounds/year": "artillery rounds a year",
    "km2": "square kilometres",
    "km2/month": "square kilometres a month",
    "kg": "kilograms",
    "count": "number of things counted",
    "code": "an identifier, not a quantity",
    "text": "words",
    "flag": "true or false",
}


def check_unit(unit: str) -> str:
    """Return the unit, or raise with the nearest known one."""
    if unit not in UNITS:
        raise UnknownNameError("unit", unit, UNITS)
    return unit
