"""Made-up files of the national series: valid, of full size, with no figure of a producer."""

from datetime import date, timedelta

from reader_fixtures import csv_bytes, hash_of

from sinews.core.periods import add_months
from sinews.data.sources.front.deaths import WEEKLY_HEADERS
from sinews.data.sources.front.ground import OBSERVERS
from sinews.data.sources.front.photographed import TYPES
from sinews.data.sources.front.strikes import FAMILIES, FATES

DAYS = [date(2022, 2, 22) + timedelta(days=i) for i in range(1040)]
MONTH_ENDS = [add_months(date(2022, 3, 1), i) - timedelta(days=1) for i in range(20)]


def ground():
    rows = [
        [d, *(40_000 + 10 * i + k if i >= 100 * k else "" for k in range(len(OBSERVERS)))]
        for i, d in enumerate(DAYS)
    ]
    return csv_bytes(["date", *OBSERVERS.values()], rows)


def strikes():
    header = [f"{f}_{w}" for f in FAMILIES.values() for w in FATES.values()]
    rows = []
    for d in DAYS[::2]:
        row = []
        for f in FAMILIES:
            launched = hash_of((d, f)) % 40
            stopped = hash_of((f, d)) % (launched + 1)
            jammed = hash_of((d, "j", f)) % (launched - stopped + 1) if d.year > 2023 else 0
            row += [launched, stopped, jammed]
        rows.append([d, *row])
    return csv_bytes(["date", *header], rows)


def weekly_deaths():
    sundays = [date(2022, 2, 27) + timedelta(days=7 * i) for i in range(120)]
    rows = []
    for i, d in enumerate(sundays):
        known = i < 100
        excess = [500 + i, 600 + i, 400 + i] if known else ["", "", ""]
        rows.append([d, 300 + i, *excess, "" if known else 510, 700 + i, 800 + i, 600 + i])
    return csv_bytes(["date", *WEEKLY_HEADERS.values()], rows)


def named_dead():
    rows = [[d, 900 + i, 1000 + i, 1200 + i] for i, d in enumerate(MONTH_ENDS)]
    return csv_bytes(["date", "ua_named_dead", "ua_named_missing", "ru_named_dead"], rows)


def photographed():
    rows = [[d, *(hash_of((d, t)) % 90 for t in TYPES)] for d in MONTH_ENDS]
    return csv_bytes(["date", *TYPES.values()], rows)


def wealth_fund():
    header = ["date", "nwf_total_rub_mln", "liquid_share_usd_terms", "nwf_liquid_rub_mln"]
    rows = [[add_months(date(2022, 10, 1), i), 1e7 + i, 0.5, (1e7 + i) / 2] for i in range(20)]
    return csv_bytes(header, rows)


def estimates():
    header = ["date", "source", "country", "estimate_type", "estimate", "source_type", "weight"]
    rows = []
    for i in range(30):
        for bound, by in (("estimate_low", 0.9), ("estimate", 1), ("estimate_high", 1.1)):
            persons = 1000 * (i + 1) * by
            rows.append([DAYS[i], "A ministry", "russia", bound, persons, "casualties", 1 / 3])
    return csv_bytes(header, rows)


def points():
    header = "series from to low central high unit source_publisher source_date source_url note"
    rows = []
    for i in range(30):
        month = f"{add_months(date(2022, 1, 1), i):%Y-%m}"
        tail = ["units", "A publisher", "2025-08-26", "https://example.org/a", ""]
        rows.append(["glide_bombs", month, month, "", 100 + i, "", *tail])
    return csv_bytes(header.split(), rows)


FIXTURES = {
    "control_areas": ground,
    "strikes": strikes,
    "russian_deaths": weekly_deaths,
    "named_dead": named_dead,
    "photographed_losses": photographed,
    "wealth_fund": wealth_fund,
    "casualty_estimates": estimates,
    "front_points": points,
}
"""Reader id to a function that returns the bytes of a valid file."""
