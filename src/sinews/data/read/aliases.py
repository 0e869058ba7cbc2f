"""A user's own names of places, kept in the home folder: what no list of Sinews knows yet."""

import csv
from pathlib import Path

from sinews.core.places import Area, find_area
from sinews.data.store.files import home_folder
from sinews.errors import EvidenceError, UnknownNameError, UsageError

_HEADER = ("label", "id")


def aliases_path(home: Path | None = None) -> Path:
    """Return the file of the user's names, which may not exist."""
    return (home or home_folder()) / "aliases.csv"


def load_aliases(home: Path | None = None) -> dict[str, Area]:
    """Return folded label to area; empty where the user has none.

    Raises
    ------
    EvidenceError
        The file is not a table of label and id, or an id names nothing.
    """
    path = aliases_path(home)
    if not path.is_file():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        return {_fold(r["label"]): find_area(r["id"]) for r in rows}
    except (KeyError, AttributeError, UnicodeDecodeError, csv.Error, UnknownNameError) as error:
        raise EvidenceError(
            f"{path} is not a table of label and id ({error}). Fix or remove it; add names with "
            '`sinews data alias add "LABEL" XX`.'
        ) from error


def add_alias(label: str, id: str, home: Path | None = None) -> Area:
    """Keep a label of a producer as a name of a country or area; a later one replaces it.

    Parameters
    ----------
    id
        ISO alpha-2 code of a country, or an id or label that Sinews knows (``EU27``, ``World``).

    Raises
    ------
    UsageError
        The label is empty or means something else already, or the id names nothing.
    """
    clean = " ".join(label.split())
    if not clean:
        raise UsageError("The label is empty.")
    area = find_area(id)
    known = _find_known(clean)
    if known is not None and known.id != area.id:
        raise UsageError(f"{clean!r} is known as {known.id} already; it cannot name {area.id}.")
    path = aliases_path(home)
    kept = {k: a.id for k, a in load_aliases(home).items()} | {_fold(clean): area.id}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows(sorted(kept.items()))
    temporary.replace(path)
    return area


def find_alias(label: str) -> Area | None:
    """Return the area that the user gave to a label, None where they gave none."""
    return load_aliases().get(_fold(label))


def _find_known(label: str) -> Area | None:
    try:
        return find_area(label)
    except UnknownNameError:
        return None


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()
