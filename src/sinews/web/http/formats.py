"""One table in three formats, chosen by ``?format=`` or by the header Accept."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Final, Literal

import polars as pl
from fastapi import Request

from sinews.core.table import write_csv
from sinews.web.http.problems import ProblemError

Format = Literal["json", "csv", "parquet"]
# a person who follows a link with a browser gets what it can show
_ACCEPTED: Final[dict[str, Format]] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
    "text/html": "json",
    "application/*": "json",
    "text/*": "csv",
    "*/*": "json",
}


def choose_format(request: Request, asked: Format | None) -> Format:
    """Return the format a request asks for; the query decides before the header.

    Raises
    ------
    ProblemError
        406: the header names none of the three.
    """
    if asked is not None:
        return asked
    header = request.headers.get("accept", "") or "*/*"
    found = [_quality(part) for part in header.split(",")]
    ranked = sorted((q for q in found if q[1] > 0), key=lambda q: -q[1])
    for media, _ in ranked:
        if media in _ACCEPTED:
            return _ACCEPTED[media]
    known = ", ".join(list(_ACCEPTED)[:3])
    raise ProblemError(406, f"A table is served as {known}; the request accepts {header[:100]!r}.")


def _quality(part: str) -> tuple[str, float]:
    media, *parameters = (p.strip() for p in part.split(";"))
    for p in parameters:
        name, _, value = p.partition("=")
        if name.strip() == "q":
            try:
                return media.lower(), float(value)
            except ValueError:
                return media.lower(), 0.0
    return media.lower(), 1.0


def write_json(record: object) -> bytes:
    """Return a record as JSON; dates are written as ISO, missing values as null."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, default=_plain)
    return text.encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def write_frame(frame: pl.DataFrame, form: Format, about: Mapping[str, object]) -> bytes:
    """Return a table as CSV, or as Parquet with its description in the key ``sinews``."""
    if form == "csv":
        return write_csv(frame)
    out = BytesIO()
    described = json.dumps(about, ensure_ascii=False, default=_plain)
    frame.write_parquet(out, compression="zstd", metadata={"sinews": described})
    return out.getvalue()


def list_rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Return rows for JSON; a number that is not finite is missing."""
    numbers = [c for c, t in frame.schema.items() if t.is_float()]
    finite = [pl.when(pl.col(c).is_finite()).then(pl.col(c)).alias(c) for c in numbers]
    return frame.with_columns(finite).to_dicts()
