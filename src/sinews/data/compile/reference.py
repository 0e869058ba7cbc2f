"""`sinews data compile`: the shipped reference tables, built from the producers' originals."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sinews.core.provenance import Release, Source
from sinews.core.table import EvidenceTable
from sinews.data.compile.compiled import Kinds, compile_table
from sinews.data.read.originals import Imported, gather_tables
from sinews.data.read.releases import Arrival
from sinews.data.store.files import encode_table, write_file
from sinews.data.store.releases import Order, order_releases, release_to_json
from sinews.errors import EvidenceError, UsageError

MOST_BYTES = 6_000_000
"""The shipped tables together stay below this."""
HAND_KEPT = Path(__file__).parents[1] / "reference"
"""The registers that this project keeps itself: facts.csv and timeline.csv."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One compiled table as written: its id, rows, and the size of its Parquet file."""

    id: str
    rows: int
    bytes: int


def compile_reference(
    origin: Path,
    out: Path,
    kinds: Kinds,
    *,
    only: Iterable[str] = (),
) -> tuple[Shipped, ...]:
    """Write the compiled tables, each as a Parquet file beside a record of its releases.

    The same originals give the same bytes. With `only`, other tables are left as they are;
    without it, files of tables that are no longer registered are removed.

    Raises
    ------
    EvidenceError
        An original is missing or breaks its contract, or the tables are too large together.
    """
    if not origin.is_dir():
        raise UsageError(f"There is no folder {origin} with the producers' originals.")
    chosen = [kinds.compiled[i] for i in only] or list(kinds.compiled)
    wanted = {i for c in chosen for i in c.inputs}
    arrival = Arrival(retrieved=None, pinned=True)
    gathered = gather_tables([origin, HAND_KEPT], kinds.readers, arrival, wanted=wanted)
    if gathered.refused:
        raise gathered.refused[0].error
    releases: dict[str, list[EvidenceTable]] = {}
    for imported in sorted(gathered.tables, key=_age):
        releases.setdefault(imported.table.spec.id, []).append(imported.table)
    sources = {r.source.id: r.source for r in kinds.readers}
    built = [compile_table(c, releases) for c in chosen]
    encoded = {t.spec.id: encode_table(t.frame, t.spec) for t in built}
    _refuse_large(out, encoded, keep_others=bool(only))
    out.mkdir(parents=True, exist_ok=True)
    if not only:
        _remove_unregistered(out, {t.spec.id for t in built})
    for table in built:
        content = encoded[table.spec.id]
        write_file(out / f"{table.spec.id}.parquet", content)
        record = json.dumps(describe_table(table, content, sources), indent=1, ensure_ascii=False)
        write_file(out / f"{table.spec.id}.json", record.encode() + b"\n")
    return tuple(
        Shipped(id=t.spec.id, rows=t.frame.height, bytes=len(encoded[t.spec.id])) for t in built
    )


def describe_table(
    table: EvidenceTable, content: bytes, sources: Mapping[str, Source]
) -> dict[str, object]:
    """Return the record of one table: its file, digest, rows, releases and their licences."""
    return {
        "table": table.spec.id,
        "description": table.spec.description,
        "file": f"{table.spec.id}.parquet",
        "sha256": sha256(content).hexdigest(),
        "rows": table.frame.height,
        "releases": [_describe_release(r, sources) for r in table.releases],
    }


def _describe_release(release: Release, sources: Mapping[str, Source]) -> dict[str, object]:
    source = sources[release.source]
    return release_to_json(release) | {
        "title": source.title,
        "producer": source.producer,
        "url": source.url,
        "licence": source.licence,
    }


def _age(imported: Imported) -> Order:
    return order_releases(imported.table.releases[0].id)


def _refuse_large(out: Path, encoded: Mapping[str, bytes], *, keep_others: bool) -> None:
    sizes = {i: len(content) for i, content in encoded.items()}
    if keep_others:
        others = {p.stem: p.stat().st_size for p in out.glob("*.parquet")}
        sizes = others | sizes
    total = sum(sizes.values())
    if total > MOST_BYTES:
        largest = sorted(sizes, key=lambda i: -sizes[i])[:3]
        named = ", ".join(f"{i} {sizes[i]:,}" for i in largest)
        raise EvidenceError(
            f"The compiled tables are {total:,} bytes together; {MOST_BYTES:,} may be shipped. "
            f"Largest: {named}. Aggregate further; finer rows come in with `sinews data add`."
        )


def _remove_unregistered(out: Path, ids: set[str]) -> None:
    for path in (*out.glob("*.parquet"), *out.glob("*.json")):
        if path.stem not in ids:
            path.unlink()
