"""Templates: one declaration for several sides or kinds, by placeholders inside names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sinews.errors import ModelError


@dataclass(frozen=True, slots=True)
class Each:
    """Rows of placeholder values; a declaration is repeated once a row.

    A placeholder is a part of a name between underscores: with ``own="ru"``, ``fire_own`` becomes
    ``fire_ru``. In documentation it is written in braces: ``{own}``.
    """

    rows: tuple[tuple[tuple[str, str], ...], ...]

    def __mul__(self, other: "Each") -> "Each":
        """Return every row of one with every row of the other."""
        return Each(tuple(a + b for a, b in product(self.rows, other.rows)))

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (dict(row) for row in self.rows)


def each(**placeholders: tuple[str, ...]) -> Each:
    """Return a template whose placeholders run through their values side by side.

    ``each(own=("ru", "ua"), other=("ua", "ru"))`` writes an equation for both sides,
    ``each(kit=("tank", "afv", "gun"))`` for three kinds; ``*`` combines the two.

    Raises
    ------
    ModelError
        There is no placeholder, or they differ in length.
    """
    if len({len(values) for values in placeholders.values()}) != 1:
        raise ModelError(f"each() needs placeholders of one length, not {placeholders}.")
    return Each(
        tuple(
            tuple(zip(placeholders, values, strict=True))
            for values in zip(*placeholders.values(), strict=True)
        )
    )


def fill_name(name: str, row: dict[str, str]) -> str:
    """Return the name with every part that is a placeholder replaced."""
    return "_".join(row.get(part, part) for part in name.split("_"))


def fill_doc(text: str, row: dict[str, str]) -> str:
    """Return the text with every placeholder in braces replaced."""
    for placeholder, value in row.items():
        text = text.replace("{" + placeholder + "}", value)
    return text
