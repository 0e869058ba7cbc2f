"""What parameters are called in sentences: words that a reader knows, not names of the model."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sinews.campaign.elasticities import load_elasticities


@cache
def load_names() -> Mapping[str, str]:
    """Return the words of plain_names.toml by parameter."""
    text = (files("sinews.decision.report") / "plain_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def plain_name(name: str) -> str:
    """Return what a parameter or elasticity is called; its name with spaces where unwritten."""
    known = load_elasticities()
    if name in known:
        return f"the {known[name].label[0].lower()}{known[name].label[1:]}"
    return load_names().get(name, name.replace("_", " "))
