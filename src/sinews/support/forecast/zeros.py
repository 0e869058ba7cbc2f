"""Groups that never gave a type, or have stopped: a matter of scenarios, not of history."""

from dataclasses import dataclass
from typing import Final, Literal

from sinews.support.assumed import assumed
from sinews.support.forecast.panel import Panel

State = Literal["gives", "stopped", "never"]
YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way in which it may go on, EUR bn over twelve months; None where nothing tells."""

    id: str
    label: str
    eur_bn_year: float | None


def judge_state(panel: Panel, group: int) -> State:
    """Return whether a group gives, has stopped, or never gave until the end of the panel."""
    y = panel.allocated[group]
    if y.sum() == 0:
        return "never"
    before = y[:-YEAR]
    if before.size and y[-YEAR:].sum() < assumed("stopped_share") * before.mean() * YEAR:
        return "stopped"
    return "gives"


def list_scenarios(panel: Panel, group: int) -> tuple[Scenario, ...]:
    """Return the scenarios of a group that stopped or never gave; none for one that gives."""
    state = judge_state(panel, group)
    if state == "gives":
        return ()
    if state == "never":
        return (
            Scenario(id="none", label="goes on giving none", eur_bn_year=0.0),
            Scenario(id="begins", label="begins to give: no record to size it", eur_bn_year=None),
        )
    mean = float(panel.allocated[group, :-YEAR].mean() * YEAR)
    return (
        Scenario(id="stays", label="stays stopped", eur_bn_year=0.0),
        Scenario(id="half", label="returns at half its earlier mean", eur_bn_year=mean / 2),
        Scenario(id="full", label="returns at its earlier mean", eur_bn_year=mean),
    )
