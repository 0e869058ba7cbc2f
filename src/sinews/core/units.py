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
    "USD k": "thousand US dollars",
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
    "k persons": "thousand people",
    "persons/month": "people a month",
    "k units": "thousand units",
    "rounds": "artillery rounds",
    "k rounds": "thousand artillery rounds",
    "rounds/day": "artillery rounds a day",
    "rounds/month": "artillery rounds a month",
    "rounds/year": "artillery rounds a year",
    "km2": "square kilometres",
    "km2/month": "square kilometres a month",
    "kg": "kilograms",
    "count": "number of things counted",
    "EUR m/year": "million euro a year",
    "USD m": "million US dollars",
    "USD m/month": "million US dollars a month",
    "USD bn PPP": "billion international dollars at purchasing power parity",
    "RUB": "roubles",
    "RUB m": "million roubles",
    "RUB bn": "billion roubles",
    "RUB trn": "trillion roubles",
    "share": "part of a whole, between 0 and 1",
    "share of 2m": "part of two million rounds",
    "ratio RU:UA": "Russian quantity over the Ukrainian one",
    "ratio to 2024": "quotient of a quantity and its value in 2024",
    "units/day": "items of equipment a day",
    "units/week": "items of equipment a week",
    "units by 2025": "items of equipment planned to the end of 2025",
    "missiles": "missiles",
    "bombs": "glide bombs",
    "clashes": "combat engagements as counted by a general staff",
    "cases": "registered criminal proceedings",
    "persons/quarter": "people a quarter",
    "persons/year": "people a year",
    "persons/km2": "people a square kilometre",
    "km2/year": "square kilometres a year",
    "m/day": "metres a day",
    "containers": "shipping containers",
    "entities": "firms, banks and other bodies",
    "code": "an identifier, not a quantity",
    "text": "words",
    "flag": "true or false",
}


def check_unit(unit: str) -> str:
    """Return the unit, or raise with the nearest known one."""
    if unit not in UNITS:
        raise UnknownNameError("unit", unit, UNITS)
    return unit
