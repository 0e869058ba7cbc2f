"""All files of one brief, and how they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sinews.core.manifest import RunManifest

INDEX: Final = "index.html"
TEXT: Final = "brief.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All files of one brief by their path inside its folder; same inputs, same bytes."""

    files: Mapping[str, bytes]
    run: RunManifest

    def write(self, folder: Path) -> Path:
        """Write the files and return the path of the page; files of other names stay."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder / INDEX
