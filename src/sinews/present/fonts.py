"""The two open font families: measured with in charts, embedded in pages as a small subset."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

FAMILIES: Final[dict[str, tuple[str, str]]] = {
    "Sinews Sans": ("font_source_sans_pro", "SourceSansPro"),
    "Sinews Serif": ("font_source_serif_pro", "SourceSerifPro"),
}
"""Name in the page to package and file stem. The licence reserves the name of the original for
unmodified files, so the embedded subset carries a name of its own."""


def font_folder(package: str) -> Path | None:
    """Return the folder of a font package, or None where it is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "files"
    return folder if folder.is_dir() else None


@cache
def register_fonts() -> None:
    """Make the sans family known to the chart converter, so that text is measured with it."""
    import vl_convert

    if folder := font_folder("font_source_sans_pro"):
        vl_convert.register_font_directory(str(folder))
