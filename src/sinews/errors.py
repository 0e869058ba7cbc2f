"""Every error a user of Sinews can meet: what, where, what was expected, what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class SinewsError(Exception):
    """Root of all Sinews errors; the command line ends with `exit_code`."""

    exit_code = 1


class UsageError(SinewsError, ValueError):
    """A request that cannot be carried out as it was put."""

    exit_code = 2


class UnknownNameError(UsageError, KeyError):
    """A name that nothing of its kind carries.

    Parameters
    ----------
    kind
        What the name should have named, for example ``"donor"``.
    name
        The name that was given.
    known
        All valid names; the nearest are suggested.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"No {kind} is called {name!r}.{suggest(name, self.known)}")

    def __str__(self) -> str:
        """Return the message itself, not KeyError's quoted form."""
        return str(self.args[0])


class EvidenceError(SinewsError, ValueError):
    """Data that breaks the contract its table declares."""


class ContradictionError(EvidenceError):
    """A release that contradicts itself: nothing may be computed from any of its tables.

    Parameters
    ----------
    message
        What contradicts what, where, and what the user can do.
    tables
        Ids of the readers' tables that were compared.
    """

    def __init__(self, message: str, *, tables: Iterable[str]) -> None:
        self.tables = tuple(tables)
        super().__init__(message)


class LeftOutError(EvidenceError):
    """A table that the user leaves out: what needs it is not computed.

    Parameters
    ----------
    table
        Its id.
    variable
        The environment variable that names it.
    """

    def __init__(self, table: str, variable: str) -> None:
        super().__init__(
            f"The table {table!r} is left out ({variable}). Take it off {variable} to compute this."
        )
        self.table = table


class ProvenanceError(SinewsError, ValueError):
    """Bytes or statements whose origin does not match what was recorded."""


class StaleResultError(ProvenanceError):
    """A result that is older than what it is computed from.

    Parameters
    ----------
    id
        Of the result.
    reasons
        What changed since it was made.
    """

    def __init__(self, id: str, reasons: Iterable[str]) -> None:
        self.id, self.reasons = id, tuple(reasons)
        super().__init__(
            f"The result {id!r} is older than what it is computed from: "
            f"{'; '.join(self.reasons)}. Make it again with `sinews results --make {id}`."
        )


class StoreError(SinewsError):
    """The data store cannot be read or written as asked."""


class FetchError(SinewsError):
    """A producer's address did not give the file that was asked for."""


class ModelError(UsageError):
    """A model declaration that is refused."""


class EstimationError(SinewsError):
    """An estimate that the data given cannot support."""


def suggest(name: str, known: Iterable[str], *, most: int = 3) -> str:
    """Return ' Did you mean ...?' with the nearest names, or the list when it is short.

    Parameters
    ----------
    name
        What was asked for.
    known
        The valid names.
    most
        The largest number of suggestions.
    """
    names = list(dict.fromkeys(known))
    folded = {n.casefold(): n for n in names}
    near = [folded[m] for m in get_close_matches(name.casefold(), folded, n=most, cutoff=0.6)]
    if near:
        return f" Did you mean {' or '.join(map(repr, near))}?"
    if 0 < len(names) <= 20:
        return f" Known: {', '.join(names)}."
    return f" There are {len(names)}; the first are {', '.join(names[:8])}." if names else ""
