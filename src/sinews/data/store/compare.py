"""`sinews data diff`: two vintages by name, and their difference as lines or a record."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.diff import TableDiff, diff_frames
from sinews.data.store.store import Store
from sinews.data.store.vintage import find_vintage, sort_by_age
from sinews.errors import UsageError

_SHIPPED = "@shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two vintages, by id, and how the second differs from the first."""

    old: str
    new: str
    diff: TableDiff


def compare_vintages(store: Store, evidence: Evidence, old: str, new: str | None) -> Compared:
    """Return the difference of two vintages of one table.

    Parameters
    ----------
    old, new
        Vintage ids (``support_monthly@29``, ``support_monthly@29:2``,
        ``support_monthly@shipped``). Without `new`, `old` is compared with the newest vintage
        of its table; a bare table id then means the vintage before the newest, or the shipped.

    Raises
    ------
    UnknownNameError
        There is no such vintage.
    UsageError
        The two are of different tables, or there is only one vintage.
    """
    if new is None:
        old, new = _newest_pair(store, evidence, old)
    first, second = (_read(n, store, evidence) for n in (old, new))
    if first.table != second.table:
        raise UsageError(f"{old} and {new} are of different tables; nothing to compare.")
    diff = diff_frames(second.key, first.frame, second.frame)
    return Compared(old=first.id, new=second.id, diff=diff)


def _newest_pair(store: Store, evidence: Evidence, old: str) -> tuple[str, str]:
    """Return what `old` alone is compared with."""
    table = old.partition("@")[0]
    vintages = store.vintages()
    if not any(v.table == table.removeprefix("raw:") for v in vintages):
        if old in evidence.shipped:
            raise UsageError(
                f"Of {old!r} there is only the shipped vintage; a diff needs two. Bring another "
                "release in with `sinews update` or `sinews data add PATH`."
            )
        return old, table
    newest = find_vintage(table, vintages)
    alike = [v for v in vintages if (v.table, v.kind) == (newest.table, newest.kind)]
    ordered = sort_by_age(alike)
    if old != table:
        return old, table
    if len(ordered) < 2 and table in evidence.shipped and newest.kind == "compiled":
        return f"{table}{_SHIPPED}", newest.id
    if len(ordered) < 2:
        raise UsageError(
            f"The store holds one vintage of {table!r}; a diff needs two. "
            "`sinews data list` shows them."
        )
    prefix = "raw:" if table.startswith("raw:") else ""
    return prefix + ordered[-2].id, prefix + newest.id


def describe_diff(compared: Compared) -> dict[str, object]:
    """Return the record that `--json` prints."""
    diff = compared.diff
    return {
        "old": compared.old,
        "new": compared.new,
        "key": list(diff.key),
        "changed": [
            {"key": [_plain(k) for k in key], "column": column, "old": old, "new": new}
            for key, column, old, new in diff.cells()
        ],
        "added": [{k: _plain(v) for k, v in r.items()} for r in diff.added.iter_rows(named=True)],
        "removed": [
            {k: _plain(v) for k, v in r.items()} for r in diff.removed.iter_rows(named=True)
        ],
        "columns_added": list(diff.columns_added),
        "columns_removed": list(diff.columns_removed),
    }


def report_diff(compared: Compared, limit: int) -> str:
    """Return lines for people: a summary, then at most `limit` changes of each kind."""
    diff = compared.diff
    if not diff:
        return f"{compared.old} and {compared.new} hold the same cells."
    lines = [f"{compared.old} -> {compared.new}: {diff.summary}"]
    for n, (key, column, old, new) in enumerate(diff.cells()):
        if n == limit:
            lines.append(f"  and {diff.changed.height - limit} more cells (--limit, --json)")
            break
        lines.append(f"  {_say_key(key)} {column}: {_say(old)} -> {_say(new)}")
    for sign, frame in (("+", diff.added), ("-", diff.removed)):
        lines += [f"  {sign} {_say_key(r)}" for r in frame.head(limit).iter_rows()]
        if frame.height > limit:
            lines.append(f"  {sign} and {frame.height - limit} more rows")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    id: str
    table: str
    key: tuple[str, ...]
    frame: pl.DataFrame


def _read(name: str, store: Store, evidence: Evidence) -> _Named:
    if name.endswith(_SHIPPED):
        table = Evidence(evidence.folder).table(name.removesuffix(_SHIPPED))
        return _Named(id=name, table=table.spec.id, key=table.spec.key, frame=table.frame)
    vintage = find_vintage(name, store.vintages())
    frame = store.read(vintage)
    return _Named(id=vintage.id, table=vintage.table, key=vintage.key, frame=frame)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _say(value: str | None) -> str:
    return "missing" if value is None else value


def _say_key(key: tuple[Any, ...]) -> str:
    return " ".join("missing" if k is None else str(k) for k in key)
