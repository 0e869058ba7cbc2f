"""The envelope of UN Comtrade's JSON answers and its codes of areas, shared by both readers."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NoReturn

from sinews.core.places import Area, countries, find_comtrade_area
from sinews.data.read.aliases import find_alias
from sinews.data.read.labels import WEIGHTY
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile
from sinews.errors import UnknownNameError

LIMITS: Final = frozenset({500, 100_000, 250_000})
"""Largest answers of the API without a key, with a free key, and with a paid one."""


def is_empty_answer(file: RawFile) -> bool:
    """Return whether the file is an answer of the API without any record."""
    start = "".join(file.head[:2000].decode("utf-8", errors="replace").split())
    return start.startswith("{") and '"elapsedTime"' in start and '"data":[]' in start


def load_records(file: RawFile, problems: Problems) -> list[dict[str, object]]:
    """Return the records of an answer, or of a bare list of records.

    Raises
    ------
    EvidenceError
        The text is no JSON of this form, the API reports an error, or records are missing.
    """
    try:
        answer = json.loads(file.read_bytes(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problems.stop(f"is not JSON ({error})")
    records: Any = answer.get("data") if isinstance(answer, dict) else answer
    if isinstance(answer, dict):
        if answer.get("error"):
            problems.add(f"the API answered with an error: {answer['error']}")
        count = answer.get("count")
        if isinstance(records, list) and isinstance(count, int) and count != len(records):
            problems.add(f"says {count} records and holds {len(records)}")
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        problems.add("holds no list of records under 'data'")
    elif not records:
        problems.add(
            "holds no record: for this query nothing was reported, which is missing, not zero",
            remedy="there is nothing to add; ask for another period, reporter or partner.",
        )
    problems.raise_if_any()
    found: list[dict[str, object]] = records
    return found


def note_absent(
    records: list[dict[str, object]], names: tuple[str, ...], problems: Problems
) -> None:
    """Note the fields that no record has, so that what they tell is missing throughout."""
    for name in names:
        if not any(name in r for r in records):
            problems.note(f"no record has {name!r}: what it tells is missing")


def check_whole(n: int, problems: Problems) -> None:
    """Note an answer of exactly the size at which the API cuts it off."""
    if n in LIMITS:
        problems.add(
            f"holds exactly {n:,} records, the size at which the API cuts an answer off",
            remedy="ask the API again in smaller pieces.",
        )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


@dataclass(slots=True)
class AreaCodes:
    """The areas of an answer by code; unknown codes are areas of their own, noted with a count."""

    problems: Problems
    _counts: Counter[str] = field(default_factory=Counter)

    def find(self, record: Mapping[str, Any], side: str, n: int) -> Area | None:
        """Return the reporter or partner of a record, or note the problem and return None.

        An unknown code counts as a sum, which nothing adds up, unless the record says that it is
        a country on which compiled tables rest.
        """
        code, iso = record[f"{side}Code"], record.get(f"{side}ISO")
        if type(code) is not int or code < 0:
            self.problems.add(f"{side}Code {code!r} is no code of an area", row=n)
            return None
        try:
            area = find_comtrade_area(code)
        except UnknownNameError:
            area = find_alias(str(code)) or self._set_aside(record, side, n)
        if area.kind == "residual":
            self._count(
                record, side, f"is {area.id}, no country of today: {{}} kept under that name"
            )
        if area.kind == "country" and str(iso) in _by_iso3() and _by_iso3()[str(iso)] != area.id:
            self.problems.add(f"{side}Code {code} is {area.id}, but {side}ISO says {iso}", row=n)
        return area

    def note_unknown(self) -> None:
        """Note every unknown code with the number of its records."""
        for what, n in sorted(self._counts.items()):
            self.problems.note(what.format(f"{n} records"))

    def _set_aside(self, record: Mapping[str, Any], side: str, n: int) -> Area:
        code, iso = record[f"{side}Code"], str(record.get(f"{side}ISO") or "").strip()
        if (country := _by_iso3().get(iso)) in WEIGHTY:
            self.problems.add(
                f"{side}Code {code} is unknown, and {side}ISO says {iso}: if it is that country, "
                f'`sinews data alias add "{code}" {country}`',
                row=n,
            )
        self._count(record, side, "is unknown: {} kept apart with the sums")
        return Area(id=f"UN_{code}", kind="aggregate")

    def _count(self, record: Mapping[str, Any], side: str, what: str) -> None:
        code, iso = record[f"{side}Code"], record.get(f"{side}ISO")
        name = str(record.get(f"{side}Desc") or iso or "").strip().replace("{", "(")
        self._counts[f"{side}Code {code}" + (f" ({name}) " if name else " ") + what] += 1


@cache
def _by_iso3() -> dict[str, str]:
    return {c.iso3: c.iso2 for c in countries().values()}
