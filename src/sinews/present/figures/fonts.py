"""The two open font families: measured with in charts, embedded in pages as a small subset."""

from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

FACES: Final[tuple[tuple[str, int, str, str], ...]] = (
    ("Sinews Sans", 400, "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("Sinews Sans", 600, "font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    ("Sinews Serif", 400, "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    ("Sinews Serif", 600, "font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
)
"""Name in the page, weight, package, file. The licence reserves the name of the original for
unmodified files, so the embedded subset carries a name of its own."""

LATIN: Final = (*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”„…−→€²×"))
"""Latin with accents, and the signs that the texts use."""

CHARACTERS: Final = (*LATIN, *range(0x400, 0x460), *map(ord, "Ґґ№"))
"""The same and Cyrillic, for pages that may hold Ukrainian."""

NOTICES: Final = [0, 13, 14]
"""Name records that stay in the subset: copyright, licence, address of the licence."""


def font_folder(package: str) -> Path | None:
    """Return the folder of a font package, or None where it is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "files"
    return folder if folder.is_dir() else None


def characters_of(language: str) -> tuple[int, ...]:
    """Return what a page of one language embeds: Cyrillic only where it is the script."""
    return CHARACTERS if language == "uk" else LATIN


@cache
def register_fonts() -> None:
    """Make the sans family known to the chart converter, so that text is measured with it."""
    import vl_convert

    if folder := font_folder("font_source_sans_pro"):
        vl_convert.register_font_directory(str(folder))


@cache
def font_faces(characters: tuple[int, ...] = CHARACTERS) -> str:
    """Return the style rules that embed the subsets; empty where the packages are missing."""
    rules = []
    for family, weight, package, file in FACES:
        if folder := font_folder(package):
            data = b64encode(subset(folder / file, characters)).decode()
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
                f'src:url(data:font/woff;base64,{data}) format("woff")}}\n'
            )
    return "".join(rules)


def subset(path: Path, characters: tuple[int, ...] = CHARACTERS) -> bytes:
    """Return a font reduced to some characters as WOFF, without its reserved name."""
    from fontTools import subset as tool
    from fontTools.ttLib import TTFont

    options = tool.Options(name_IDs=NOTICES, hinting=False)
    out = BytesIO()
    with TTFont(path, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        for table in ("GPOS", "GSUB", "GDEF", "DSIG"):
            if table in font:
                del font[table]
        work = tool.Subsetter(options)
        work.populate(unicodes=characters)
        work.subset(font)
        font.flavor = "woff"  # a fifth larger than WOFF2 and made in half the time
        font.save(out)
    return out.getvalue()
