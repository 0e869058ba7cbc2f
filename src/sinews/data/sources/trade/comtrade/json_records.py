"""The envelope of UN Comtrade's JSON answers, shared by records and by data availability."""

import json
from typing import Any, Final, NoReturn

from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile

LIMITS: Final = frozenset({500, 100_000, 250_000})
"""Largest answers of the API without a key, with a free key, and with a paid one."""


def load_records(file: RawFile, problems: Problems) -> list[dict[str, Any]]:
    """Return the records of an answer, or of a bare list of records.

    Raises
    ------
    EvidenceError
        The text is no JSON of this form, the API reports an error, or records are missing.
    """
    try:
        answer = json.loads(file.read_bytes(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problems.add(f"is not JSON ({error})")
        problems.raise_if_any()
        raise
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
        problems.add("holds no record: nothing was reported, which is missing and not zero")
    problems.raise_if_any()
    found: list[dict[str, Any]] = records
    return found


def check_whole(n: int, problems: Problems) -> None:
    """Note an answer of exactly the size at which the API cuts it off."""
    if n in LIMITS:
        problems.add(f"holds exactly {n:,} records, the size at which the API cuts an answer off")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
