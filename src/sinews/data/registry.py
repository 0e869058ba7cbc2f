"""Everything that Sinews can read and compile, as one value that commands pass on."""

from dataclasses import dataclass

from sinews.core.registry import Registry
from sinews.data.compile.compiled import Compiled
from sinews.data.read.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """The readers and compiled tables that a command knows."""

    readers: Registry[Reader]
    compiled: Registry[Compiled]


def all_kinds() -> Kinds:
    """Return the registered readers and compiled tables."""
    from sinews.data.compile.tables import COMPILED
    from sinews.data.sources import READERS

    return Kinds(readers=READERS, compiled=COMPILED)
