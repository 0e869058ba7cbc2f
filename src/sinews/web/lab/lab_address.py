"""The address of the strategy lab: every parameter of the page, and the state that it holds."""

from typing import Final

from sinews.campaign.elasticities import (
    Ranges,
    complete,
    list_elasticities,
    load_presets,
    read_ranges,
)
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import shipped_strategies
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.theories import HYPOTHESES
from sinews.errors import UnknownNameError, UsageError
from sinews.web.lab.lab_state import (
    DEFAULTS,
    EQUAL,
    HEAVIEST,
    PERIODS,
    LabState,
    settings_of,
    shorten,
)
from sinews.web.page import Reader, choose, parse_number

NAMES: Final = (
    *DEFAULTS,
    "w",
    *LEVERS.ids,
    *(f"{k}.{i}" for k in LEVERS.ids for i in range(len(PERIODS))),
    *(f"w.{h}" for h in HYPOTHESES.ids),
    *(f"e.{e.id}" for e in list_elasticities()),
    *(f"s.{e.id}.{i}" for e in list_elasticities() for i in (0, 1)),
    "preset",
    "without",
    *(f"off.{s}" for s in SWITCHES),
)
"""Every parameter of the page: a lever as a list, or step by step as a plain form sends it."""


def read_state(reader: Reader) -> LabState:
    """Return the state of an address.

    Raises
    ------
    UnknownNameError, UsageError
        A parameter names nothing, or a value is no number or outside the ends of its lever.
    """
    shipped = shipped_strategies().ids
    start = choose(reader, "from", shipped, DEFAULTS["from"])
    shown = settings_of(start)
    changed = {}
    for lever in LEVERS.ids:
        values = _read_lever(reader, lever, shown[lever])
        if values != shown[lever]:
            changed[lever] = values
    return LabState(
        start=start,
        versus=choose(reader, "vs", shipped, DEFAULTS["vs"]),
        outcome=choose(reader, "o", tuple(o.id for o in OUTCOMES), DEFAULTS["o"]),
        changed=changed,
        heavy=_read_weights(reader),
        ranges=_read_ranges(reader),
        without=_read_switches(reader),
    )


def _read_ranges(reader: Reader) -> Ranges:
    """Return the reader's ranges; a preset's values where the address names one."""
    given, found = reader.request.query_params, {}
    if name := given.get("preset"):
        presets = load_presets()
        if name not in presets:
            raise UnknownNameError("preset", name, presets)
        modes = {e.id: e.mode for e in list_elasticities()}
        found = {k: (v, v, v) for k, v in {**modes, **presets[name].values}.items()}
    for e in list_elasticities():
        sent = [x for i in (0, 1) if (x := given.get(f"s.{e.id}.{i}"))]
        if text := given.get(f"e.{e.id}"):
            found |= read_ranges([f"{e.id}={text}"])
        elif sent:
            width, name = e.high - e.low, f"s.{e.id}"
            ends = sorted(parse_number(name, x, e.low - width, e.high + width) for x in sent)
            # a plain form sends both ends of every slider: published ends were not touched
            found |= {e.id: complete(e.id, ends)} if ends != [e.low, e.high] else {}
    return found


def _read_switches(reader: Reader) -> tuple[str, ...]:
    given = reader.request.query_params
    named = [s for s in given.get("without", "").split(",") if s]
    named += [s for s in SWITCHES if given.get(f"off.{s}")]
    for name in named:
        if name not in SWITCHES:
            raise UnknownNameError("switch", name, SWITCHES)
    return tuple(s for s in SWITCHES if s in named)


def _read_lever(reader: Reader, lever: str, shown: tuple[float, ...]) -> tuple[float, ...]:
    given = reader.request.query_params
    if text := given.get(lever):
        parts = text.split(",")
        if len(parts) != len(PERIODS):
            raise UsageError(
                f"{lever}={text!r} needs {len(PERIODS)} numbers parted by commas, one for each of "
                f"{', '.join(name for name, _, _ in PERIODS)}."
            )
    else:
        parts = [given.get(f"{lever}.{i}") or shorten(shown[i]) for i in range(len(PERIODS))]
    return tuple(_read_value(lever, part) for part in parts)


def _read_value(lever: str, text: str) -> float:
    return parse_number(lever, text, LEVERS[lever].low, LEVERS[lever].high)


def _read_weights(reader: Reader) -> dict[str, int]:
    given, ids = reader.request.query_params, HYPOTHESES.ids
    if text := given.get("w"):
        parts = text.split(",")
        if len(parts) != len(ids):
            raise UsageError(f"w={text!r} needs {len(ids)} weights, for {', '.join(ids)}.")
    else:
        parts = [given.get(f"w.{h}") or str(EQUAL) for h in ids]
    known = [str(i) for i in range(HEAVIEST + 1)]
    for part in parts:
        if part not in known:
            raise UnknownNameError("weight of a theory", part, known)
    if not any(int(p) for p in parts):
        raise UsageError("At least one theory needs a weight above 0.")
    return {h: int(p) for h, p in zip(ids, parts, strict=True)}
