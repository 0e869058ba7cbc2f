"""Find the reader of a file, or say what the file is instead and what it lacks."""

import zipfile
from typing import Final

from sinews.core.registry import Registry
from sinews.data.read.archives import FAULTS
from sinews.data.read.reader import RawFile, Reader, Signature
from sinews.errors import EvidenceError, suggest

_LEAST: Final = 0.5
"""Share of a reader's names from which a file is a near miss of it (assumed)."""
_LIST: Final = "`sinews data sources` lists the files that are read."
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}


def find_reader(file: RawFile, readers: Registry[Reader]) -> Reader:
    """Return the one reader that recognises the file.

    Raises
    ------
    EvidenceError
        None does, or more than one.
    """
    found = [r for r in readers if r.recognises(file)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise EvidenceError(_explain_unknown(file, readers))
    raise EvidenceError(
        f"{file.name} looks like {' and '.join(r.id for r in found)}; this is a defect of the "
        "readers, please report it with the first line of the file."
    )


def _explain_unknown(file: RawFile, readers: Registry[Reader]) -> str:
    """Return one message: what the file is, or the nearest reader and the names it lacks."""
    text = file.head.decode("utf-8-sig", errors="replace")
    start = text.lstrip()[:200].casefold()
    first = text.split("\n", 1)[0]
    if not text.strip():
        return f"{file.name} is empty. Get it again from the producer."
    if start.startswith(("<!doctype", "<html", "<?xml", "<head")):
        return (
            f"{file.name} is a web page or XML, not a table: the address may have moved, or asked "
            "for a login. Get the file itself from the producer."
        )
    if inside := _list_archive(file):
        shown = ", ".join(inside[:5])
        return f"{file.name} holds {len(inside)} files ({shown}): unpack it and add the folder."
    for mark, name in _SEPARATORS.items():
        if first.count(mark) > 1 and first.count(",") < first.count(mark):
            return (
                f"{file.name} is separated by {name}. Save it with commas between the columns and "
                "points in the numbers, as the producer does."
            )
    return _name_nearest(file, readers) or (
        f"{file.name} is none of the files that Sinews reads; it starts with {first[:80]!r}. "
        f"{_LIST}"
    )


def _name_nearest(file: RawFile, readers: Registry[Reader]) -> str | None:
    """Return what the file lacks of the reader that it comes nearest to, None where of none."""
    best: tuple[tuple[bool, float], str] | None = None
    for reader in readers:
        kind = reader.recognises
        if not isinstance(kind, Signature):
            continue
        found = kind.sniff(file)
        share = len(kind.names & found) / len(kind.names)
        named = file.name.casefold() in reader.label.casefold()
        near = share >= _LEAST or (named and bool(found))
        if near and (kind.names - found) and (best is None or (named, share) > best[0]):
            best = (named, share), _say_lacking(file, reader, kind.names, found)
    return best[1] if best else None


def _say_lacking(
    file: RawFile, reader: Reader, names: frozenset[str], found: frozenset[str]
) -> str:
    lacking = sorted(names - found)
    near = suggest(lacking[0], found - names)
    return (
        f"{file.name} lacks column{'s' if len(lacking) > 1 else ''} "
        f"{', '.join(map(repr, lacking))} of {reader.id} ({reader.label})."
        f"{near if near.startswith(' Did') else ''} If it is another edition of that file, get the "
        f"current one from the producer. {_LIST}"
    )


def _list_archive(file: RawFile) -> list[str]:
    """Return the names in a .zip of several files that is no workbook."""
    if not file.head.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = [i.filename for i in archive.infolist() if not i.is_dir()]
    except FAULTS:
        return []
    return [] if "[Content_Types].xml" in names or len(names) < 2 else names
