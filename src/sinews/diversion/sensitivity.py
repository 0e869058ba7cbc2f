"""How flags and totals of a screen move with each input that a user may choose otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from sinews.core.periods import Window
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.detect import Detection, Request, resolve_request, screen_rows
from sinews.diversion.panel.mirror_read import read_mirror
from sinews.diversion.panel.rows import read_rows
from sinews.diversion.trade.treated import default_treated, listed_treated
from sinews.errors import EstimationError, UsageError

_SEEDS: Final = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What the screen says under one set of inputs.

    Attributes
    ----------
    id, label
        The first, ``as asked``, is the screen of the request itself.
    failed
        Why there is no screen under these inputs; empty where there is one.
    """

    id: str
    label: str
    treated: int = 0
    judged: int = 0
    flagged: int = 0
    expected_eur: float = 0.0
    excess_eur: float = 0.0
    lost_eur: float = 0.0
    failed: str = ""

    @property
    def share_of_loss(self) -> float:
        """Expected diverted value over lost direct exports."""
        return self.expected_eur / self.lost_eur if self.lost_eur > 0 else 0.0


def _list_variants(evidence: Evidence, request: Request) -> Mapping[str, tuple[str, Request]]:
    """Return the requests that differ from the given one in one input each."""
    start = request.window.start
    year = Window(id="year before", start=date(start.year - 1, 3, 1), end=date(start.year, 2, 1))
    found = {
        "as_asked": ("as asked", request),
        "list": (
            "list of October 2022, all from March 2022",
            replace(request, treated=listed_treated(evidence)),
        ),
        "dates_2017": (
            "ban dates of HS2017 codes alone",
            replace(request, treated=default_treated(evidence, editions=(2017,))),
        ),
        "cautious": ("codes joined by the cautious rule", replace(request, links=())),
        "base_year": ("base: the twelve months before the war", replace(request, base=year)),
    }
    if request.window.end < year.end or start <= year.end:
        del found["base_year"]
    seeds = {f"seed_{s}": (f"seed {s}", replace(request, seed=request.seed + s)) for s in _SEEDS}
    return found | seeds


def vary_inputs(
    evidence: Evidence, request: Request, *, data: Path | None = None, raw: bool = True
) -> tuple[Variant, ...]:
    """Return the screen under each choice of inputs, the one asked for first.

    Raises
    ------
    UsageError
        The trade does not cover the window.
    """
    rows = read_rows(evidence, data, raw=raw, last=request.window.end)
    mirror = read_mirror(evidence) if request.with_mirror and raw else None
    asked = resolve_request(evidence, request)
    out = [
        _run(id, label, partial(screen_rows, rows, mirror, r))
        for id, (label, r) in _list_variants(evidence, asked).items()
    ]
    if mirror is not None:
        out.append(
            _run("no_reports", "without partners' reports", partial(screen_rows, rows, None, asked))
        )
    if rows.others is not None:
        bare = replace(rows, others=None)
        out.append(
            _run(
                "no_growth",
                "without the growth of other goods",
                partial(screen_rows, bare, mirror, asked),
            )
        )
    return tuple(out)


def _run(id: str, label: str, act: Callable[[], Detection]) -> Variant:
    try:
        return _record(id, label, act())
    except (EstimationError, UsageError) as error:
        if id == "as_asked":
            raise
        return Variant(id=id, label=label, failed=str(error))


def _record(id: str, label: str, found: Detection) -> Variant:
    s = found.screen
    one = s.partner == s.partner[0]
    return Variant(
        id=id,
        label=label,
        treated=int(found.assembly.panel.treated.sum()),
        judged=int(s.judged.sum()),
        flagged=int(s.flagged.sum()),
        expected_eur=float(s.expected_eur.sum()),
        excess_eur=float(s.cells.excess.sum()),
        lost_eur=float(s.cells.lost[one].sum()),
    )
