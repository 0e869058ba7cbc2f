"""A brief of the same inputs is written from memory; anything that changed is computed."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sinews.core.manifest import read_manifest
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import home_folder, write_file
from sinews.present.brief.brief_options import Order
from sinews.present.brief.content import Brief
from sinews.present.cache.figures import digest_code, digest_libraries, key_of, read_sealed, seal
from sinews.update.run import describe_changes

KEPT: Final = 6
"""How many briefs are kept: three languages of two questions."""


def recall_brief(evidence: Evidence, order: Order, *, afresh: bool = False) -> Brief:
    """Return the brief of the evidence, computed only if an input differs from last time.

    The file is named by the digest of all tables, of every file of the package, of what was
    asked and of the versions of the libraries, so that it cannot go stale; its content carries
    its own digest. `sinews rerun` never uses it.

    Parameters
    ----------
    afresh
        True to compute in any case.
    """
    changes = json.dumps(describe_changes(evidence).to_json())
    code = f"{digest_code()},{digest_libraries()},{json.dumps(order.settings)},{changes}"
    folder = home_folder() / "briefs"
    path = folder / f"{key_of(evidence, code)}.zip"
    if not afresh and (found := _read(path)) is not None:
        return found
    from sinews.present.brief.brief import gather, write_brief

    made = write_brief(gather(evidence, order, files=True))
    try:
        write_file(path, _encode(made.files))
        for old in sorted(folder.glob("*.zip"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:  # a folder that cannot be written to costs time, nothing else
        pass
    return made


def _encode(contents: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(ZipInfo(name), content)
    return seal(out.getvalue())


def _read(path: Path) -> Brief | None:
    """Return the brief of a file, or None where it is missing or damaged."""
    if (body := read_sealed(path)) is None:
        return None
    try:
        with ZipFile(BytesIO(body)) as archive:
            contents = {n: archive.read(n) for n in archive.namelist()}
    except BadZipFile:
        return None
    return Brief(files=contents, run=read_manifest(json.loads(contents["manifest.json"])))
