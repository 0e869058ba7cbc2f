"""The body of a run: a strategy as its TOML file says it, and how it is to be compared."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from sinews.campaign.elasticities import list_elasticities
from sinews.campaign.levers import LEVERS, Lever
from sinews.campaign.run.calendar import LONGEST
from sinews.campaign.run.schedule import Step
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.decision.theories import HYPOTHESES

STRICT: Final = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_SEED: Final = 2**31 - 1
_STEPS: Final = 64


class StepBody(BaseModel):
    """From a day on a lever moves to a value, at once or over some weeks."""

    model_config = STRICT

    start: Annotated[date, Field(alias="from", description="First day.")]
    value: float
    over_weeks: Annotated[int, Field(ge=0, le=LONGEST)] = 0


def _step_of(lever: Lever) -> type[StepBody]:
    described = f"{lever.label}, {lever.unit}; {lever.neutral:g} changes nothing."
    bounded = Annotated[float, Field(ge=lever.low, le=lever.high, description=described)]
    return create_model(
        f"Step_{lever.id}", __base__=StepBody, __doc__=StepBody.__doc__, value=(bounded, ...)
    )


def _settings() -> type[BaseModel]:
    fields: dict[str, Any] = {
        x.id: (
            Annotated[list[_step_of(x)], Field(min_length=1, max_length=_STEPS)],  # type: ignore[misc]
            Field(default=None, description=f"{x.label}. Acts through: {x.channel}"),
        )
        for x in LEVERS
    }
    return create_model("Settings", __config__=STRICT, __doc__="Lever to its steps.", **fields)


def _weights() -> type[BaseModel]:
    share = Annotated[float, Field(ge=0, le=1)]
    fields: dict[str, Any] = {h.id: (share, Field(default=None)) for h in HYPOTHESES}
    return create_model("Weights", __config__=STRICT, __doc__="Theory to its weight.", **fields)


def _elasticities() -> type[BaseModel]:
    fields: dict[str, Any] = {
        e.id: (
            Annotated[
                float,
                Field(
                    ge=2 * e.low - e.high,
                    le=2 * e.high - e.low,
                    description=f"{e.label}; published {e.low:g} to {e.high:g}.",
                ),
            ],
            Field(default=None),
        )
        for e in list_elasticities()
    }
    return create_model(
        "Elasticities", __config__=STRICT, __doc__="Elasticity to its value.", **fields
    )


SettingsBody: Final = _settings()
ElasticitiesBody: Final = _elasticities()
WeightsBody: Final = _weights()
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class StrategyBody(BaseModel):
    """What partners do, as settings of levers over time."""

    model_config = STRICT

    id: Id
    label: Line
    rationale: Text = "Put together in the strategy lab."
    proponents: Annotated[list[Text], Field(max_length=20)] = []
    sources: Annotated[list[Text], Field(max_length=20)] = []
    settings: SettingsBody = SettingsBody()  # type: ignore[valid-type]

    def read(self) -> Strategy:
        """Return the strategy."""
        return Strategy(
            id=self.id,
            label=self.label,
            rationale=self.rationale,
            proponents=tuple(self.proponents),
            sources=tuple(self.sources),
            settings={lever: _read_steps(steps) for lever, steps in _named(self.settings)},
        )


def _named(body: BaseModel) -> list[tuple[str, Any]]:
    """Return the fields that the client sent."""
    return [(n, getattr(body, n)) for n in type(body).model_fields if n in body.model_fields_set]


def _read_steps(steps: list[StepBody]) -> tuple[Step, ...]:
    return tuple(Step(start=s.start, value=s.value, over_weeks=s.over_weeks) for s in steps)


class RunBody(BaseModel):
    """A strategy to run, and what it is compared with."""

    model_config = STRICT

    strategy: StrategyBody
    against: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": list(shipped_strategies().ids)})]],
        Field(
            min_length=1,
            max_length=16,
            description="Ids of shipped strategies; the first is the baseline.",
        ),
    ] = ["actual_2024_2026"]
    futures: Annotated[
        int, Field(ge=50, description="Futures; future i is the same in any run.")
    ] = 2_000
    seed: Annotated[int, Field(ge=0, le=_SEED)] = 1
    until: Annotated[date, Field(description="Last day.")] = date(2028, 12, 31)
    start: Annotated[date, Field(description="From when the war can end.")] = date(2024, 3, 1)
    weights: Annotated[
        WeightsBody,  # type: ignore[valid-type]
        Field(description="Theories that are not named share the rest equally."),
    ] = WeightsBody()
    anchored: Annotated[bool, Field(description="Same mean hazard for all theories.")] = False
    elasticities: Annotated[
        ElasticitiesBody,  # type: ignore[valid-type]
        Field(description="Your values; elasticities that are not named keep their range."),
    ] = ElasticitiesBody()
    without: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": list(SWITCHES)})]],
        Field(max_length=len(SWITCHES), description="Feedbacks to turn off."),
    ] = []


def find_disorder(body: RunBody) -> list[tuple[tuple[int | str, ...], str]]:
    """Return places and reasons where steps are not in the order of their dates."""
    return [
        (
            ("strategy", "settings", lever, i, "from"),
            f"The steps of {lever!r} must be in the order of their dates, each on a day of its own",
        )
        for lever, steps in _named(body.strategy.settings)
        for i, (a, b) in enumerate(pairwise(steps), start=1)
        if a.start >= b.start
    ]


def weights_of(body: RunBody) -> dict[str, float]:
    """Return the weights that the client sent."""
    return dict(_named(body.weights))


def elasticities_of(body: RunBody) -> dict[str, tuple[float, float, float]]:
    """Return the elasticities that the client sent, as ranges of one value."""
    return {k: (v, v, v) for k, v in _named(body.elasticities)}
