"""The accounting model put together: five blocks, parameters, inputs, outcomes."""

from functools import cache
from importlib.resources import as_file, files

from sinews.campaign.instruments import instrument_draws
from sinews.campaign.model import (
    drones,
    goods,
    interceptors,
    outcomes,
    rounds,
    settings,
    support,
)
from sinews.engine import Model, build_model, read_parameters

BLOCKS = (settings, support, rounds, interceptors, drones, goods, outcomes)


@cache
def campaign_model() -> Model:
    """Return the accounting model; building it checks every name, unit and equation."""
    with as_file(files("sinews.campaign") / "parameters.csv") as path:
        parameters = read_parameters(path, instrument_draws())
    return build_model(
        "campaign",
        *BLOCKS,
        parameters,
        time="week",
        doc="Weekly stocks and flows from allocations to rounds, interceptors, drones and goods.",
    )
