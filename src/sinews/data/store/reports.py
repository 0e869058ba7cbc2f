"""What an import and a verification did: records for programs, lines for people."""

from datetime import date

from sinews.data.store.add import Added
from sinews.data.store.compare import Compared, report_diff
from sinews.data.store.store import Stored
from sinews.data.store.verify import Verified
from sinews.errors import UsageError

_CELLS = 10
"""Changed cells shown after an import; `data diff` shows all."""


def parse_day(text: str | None) -> date:
    """Return the day written as YYYY-MM-DD, the first of a month as YYYY-MM; today when None."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text if text.count("-") != 1 else f"{text}-01")
    except ValueError as error:
        raise UsageError(f"{text!r} is no day; write it as 2026-08-04 or 2026-08.") from error


def describe_import(added: Added) -> dict[str, object]:
    """Return the record that `data add --json` prints."""
    return {
        "raw": [_describe_stored(s) for s in added.raw],
        "compiled": [_describe_stored(s) for s in added.compiled],
        "incomplete": dict(added.incomplete),
        "failed": dict(added.failed),
        "quarantined": dict(added.set_aside),
        "refused": [{"files": [str(p) for p in r.files], "why": str(r)} for r in added.refused],
        "skipped": [str(p) for p in added.skipped],
        "notes": list(added.notes),
    }


def report_import(added: Added) -> str:
    """Return lines for people."""
    lines = []
    for stored in (*added.raw, *added.compiled):
        lines += _say_stored(stored)
    lines += [f"not compiled: {id} {needs}" for id, needs in added.incomplete.items()]
    reasons = set(added.set_aside.values())
    lines += [f"FAILED: {id}: {why}" for id, why in added.failed.items() if why not in reasons]
    for why in dict.fromkeys(added.set_aside.values()):
        aside = [id for id, other in added.set_aside.items() if other == why]
        lines.append(f"SET ASIDE, what was in use before stays: {', '.join(aside)}: {why}")
    lines += [f"NOT READ: {refused}" for refused in added.refused]
    lines += [f"note: {note}" for note in added.notes]
    lines += [f"skipped: {path} (no reader knows it)" for path in added.skipped]
    return "\n".join(lines) or "already here: nothing new in these files"


def describe_verification(found: Verified) -> dict[str, object]:
    """Return the record that `data verify --json` prints."""
    return {
        "checked": found.checked,
        "damages": [{"id": d.id, "message": d.message} for d in found.damages],
        "leftovers": [str(p) for p in found.leftovers],
        "repaired": list(found.repaired),
        "set_aside": dict(found.set_aside),
        "notes": list(found.notes),
    }


def report_verification(found: Verified) -> str:
    """Return lines for people."""
    lines = [f"repaired: {done}" for done in found.repaired]
    lines += [f"damaged: {d.message}" for d in found.damages]
    lines += [f"not used: {id}: {why}" for id, why in found.set_aside.items()]
    lines += [f"note: {note}" for note in found.notes]
    if found.leftovers:
        lines.append(
            f"{len(found.leftovers)} files left over by an interrupted import; harmless, "
            "`sinews data verify --repair` removes them."
        )
    verdict = f"{len(found.damages)} damaged" if found.damages else "all as they were written"
    return "\n".join([*lines, f"{found.checked} tables checked: {verdict}."])


def _describe_stored(stored: Stored) -> dict[str, object]:
    return {
        "id": stored.vintage.id,
        "status": stored.status,
        "rows": stored.vintage.rows,
        "sha256": stored.vintage.sha256,
        "previous": stored.previous.id if stored.previous else None,
        "changed_cells": stored.diff.changed.height if stored.diff else 0,
        "added_rows": stored.diff.added.height if stored.diff else 0,
        "removed_rows": stored.diff.removed.height if stored.diff else 0,
    }


def _say_stored(stored: Stored) -> list[str]:
    vintage = stored.vintage
    words = {"new": "added", "same": "already here", "extended": "extended"}
    words["altered"] = "ALTERED, both kept"
    line = f"{words[stored.status]}: {vintage.id} ({vintage.kind}, {vintage.rows:,} rows)"
    if not (stored.previous and stored.diff):
        return [line]
    compared = Compared(old=stored.previous.id, new=vintage.id, diff=stored.diff)
    return [line, *report_diff(compared, _CELLS).splitlines()]
