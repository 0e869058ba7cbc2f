"""What parameters are called in sentences: words that a reader knows, not names of the model."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def load_names() -> Mapping[str, str]:
    """Return the words of plain_names.toml by parameter."""
    text = (files("sinews.decision.report") / "plain_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def plain_name(parameter: str) -> str:
    """Return what a parameter is called; its name with spaces where no words are written."""
    return load_names().get(parameter, parameter.replace("_", " "))
