"""A small source for tests of the store: its readers, a compiled table, and files to read."""

from datetime import date
from io import BytesIO

import polars as pl

from sinews.core.provenance import Source
from sinews.core.registry import Registry
from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Kinds
from sinews.data.fetch.endpoints import Endpoint
from sinews.data.read.reader import Parsed, Reader
from sinews.errors import EvidenceError

SOURCE = Source(
    id="toy",
    title="Toy tracker",
    producer="The toy institute",
    url="https://toy.example/",
    licence="free to use",
)
AMOUNTS = TableSpec(
    id="toy_amounts",
    description="Amounts by month and donor",
    key=("month", "donor"),
    columns=(
        Column(name="month", kind="date", unit="date", description="month"),
        Column(name="donor", kind="text", unit="code", description="donor"),
        Column(name="amount_eur_bn", kind="number", unit="EUR bn", description="x", required=False),
    ),
    min_rows=2,
)
TOTALS = TableSpec(
    id="toy_totals",
    description="Amounts by month",
    key=("month",),
    columns=(
        Column(name="month", kind="date", unit="date", description="month"),
        Column(name="amount_eur_bn", kind="number", unit="EUR bn", description="x"),
    ),
    min_rows=1,
)


def _parse_amounts(file):
    try:
        frame = pl.read_csv(
            BytesIO(file.read_bytes()),
            schema={"month": pl.Date(), "donor": pl.String(), "amount_eur_bn": pl.Float64()},
        )
    except pl.exceptions.PolarsError as error:
        raise EvidenceError(f"{file.name}: {error}") from error
    return Parsed(tables={"toy_amounts": frame})


def _parse_info(file):
    release, published = file.read_bytes().decode().splitlines()[1].split(",")
    return Parsed(tables={}, release=release, published=date.fromisoformat(published))


def _starts(text):
    return lambda file: file.head.startswith(text)


READERS = Registry(
    "reader",
    (
        Reader(
            id="toy_amounts_csv",
            label="amounts",
            source=SOURCE,
            specs=(AMOUNTS,),
            recognises=_starts(b"month,donor,amount_eur_bn\n"),
            parse=_parse_amounts,
            asks_release=True,
        ),
        Reader(
            id="toy_info_csv",
            label="release",
            source=SOURCE,
            specs=(),
            recognises=_starts(b"release,date\n"),
            parse=_parse_info,
        ),
    ),
)


def _build_totals(frames):
    amount = pl.col("amount_eur_bn")
    known = pl.when(amount.is_not_null().all()).then(amount.sum())
    return frames["toy_amounts"].group_by("month").agg(known.alias("amount_eur_bn"))


COMPILED = Registry(
    "compiled table", (Compiled(spec=TOTALS, inputs=("toy_amounts",), build=_build_totals),)
)
KINDS = Kinds(readers=READERS, compiled=COMPILED)
ROWS = (("2024-01-01", "US", 1.5), ("2024-01-01", "DE", 0.5), ("2024-02-01", "DE", 2.0))


def write_toy(folder, rows=ROWS, *, name="amounts.csv", release="29"):
    """Write one file of amounts and, with a release, the file that tells it."""
    folder.mkdir(parents=True, exist_ok=True)
    body = "".join(f"{m},{d},{'' if a is None else a}\n" for m, d, a in rows)
    (folder / name).write_text("month,donor,amount_eur_bn\n" + body)
    if release:
        (folder / "info.csv").write_text(f"release,date\n{release},2026-08-04\n")
    return folder


def toy_endpoints(address):
    """Return one endpoint: the file of amounts and the file that tells its release."""
    files = (f"{address}/info.csv", f"{address}/amounts.csv")
    return (
        Endpoint(
            id="toy", source="toy", title="Toy", files=files, most_megabytes=1, seen="made up"
        ),
    )
