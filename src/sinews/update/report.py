"""An update in words, for people."""

from collections.abc import Iterator, Sequence

from sinews.update.changes import Changes, FigureChange, TableChange
from sinews.update.run import SourceResult, Updated

_SHOWN = 8
"""Cells of a table, and figures, that are named; the record of `--json` has more."""


def report_update(updated: Updated) -> str:
    """Return what an update did, one paragraph a line."""
    lines = [_say_source(s) for s in updated.sources]
    if updated.verified:
        lines += [f"damaged: {d.message}" for d in updated.verified.damages]
        lines.append(f"{updated.verified.checked} tables checked.")
        lines.append(report_changes(updated.changes))
    lines += [f"{r.label}: to {r.until}" for r in updated.reach]
    return "\n".join(lines)


def report_changes(changes: Changes) -> str:
    """Return what changed, one paragraph a line."""
    if not changes:
        return "Nothing changed in the tables in use."
    since = f"What changed since {changes.since}:" if changes.since else "What changed:"
    lines = [since, *(line for t in changes.tables for line in _say_table(t))]
    lines += _say_figures(changes.figures)
    lines += [f"claim {v.number}: {v.old} -> {v.new}: {v.statement}" for v in changes.verdicts]
    if not changes.verdicts:
        lines.append("no verdict on a claim changed")
    return "\n".join([*lines, *changes.notes])


def _say_source(source: SourceResult) -> str:
    said = f"{source.id}: {source.status}"
    fresh = [s.vintage.id for s in source.added.raw if s.status != "same"] if source.added else []
    named = f" ({', '.join(fresh)})" if fresh else ""
    return f"{said}{named}: {source.why}" if source.why else f"{said}{named}"


def _say_table(table: TableChange) -> Iterator[str]:
    parts = []
    if table.new_periods:
        first, last = table.new_periods[0], table.new_periods[-1]
        parts.append(f"new: {first}" + (f" to {last}" if last != first else ""))
    if table.revised_cells:
        parts.append(f"{table.revised_cells} cells revised")
    if table.small:
        parts.append(f"{table.small} cells by less than is told")
    if not parts:
        parts.append(f"{table.added_rows} rows added, {table.removed_rows} removed")
    old, new = ", ".join(table.old), ", ".join(table.new)
    yield f"{table.table} ({new}; before {old}): {'; '.join(parts)}"
    for cell in table.revised[:_SHOWN]:
        yield f"  {cell.key} {cell.column}: {_say(cell.old)} -> {_say(cell.new)}"
    if table.revised_cells > _SHOWN:
        yield f"  and {table.revised_cells - _SHOWN} more (`sinews data diff {table.table}`)"


def _say_figures(figures: Sequence[FigureChange]) -> Iterator[str]:
    yield f"{len(figures)} figures moved" if figures else "no figure moved by more than is told"
    for f in figures[:_SHOWN]:
        yield f"  {f.label} ({f.id}): {_say(f.old)} -> {_say(f.new)} {f.unit}"
    if len(figures) > _SHOWN:
        yield f"  and {len(figures) - _SHOWN} more (--json)"


def _say(value: float | None) -> str:
    return "missing" if value is None else f"{value:,.6g}"
