"""The campaign model put together: eleven blocks, parameters, settings, outcomes."""

from functools import cache
from importlib.resources import as_file, files

from sinews.campaign.instruments import instrument_draws
from sinews.campaign.model import (
    balance,
    drones,
    equipment,
    outcomes,
    people,
    record,
    russia,
    settings,
    shells,
    support,
)
from sinews.engine import Model, build_model, read_parameters

BLOCKS = (settings, support, shells, equipment, drones, people, balance, russia, outcomes, record)


@cache
def campaign_model() -> Model:
    """Return the campaign model; building it checks every name, unit and equation."""
    with as_file(files("sinews.campaign") / "parameters.csv") as path:
        parameters = read_parameters(path, instrument_draws())
    return build_model(
        "campaign",
        *BLOCKS,
        parameters,
        time="week",
        doc="Weekly stocks and flows of what sustains the war in Ukraine, both sides.",
    )
