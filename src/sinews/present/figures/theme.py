"""One look for all charts: colours by role, axes without clutter, labels at the marks."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

SANS: Final = "Source Sans Pro"
FALLBACK: Final = "'Source Sans 3','Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
TEXT: Final = 13
"""Size of chart text in pixels; nothing smaller is drawn."""

Spec = dict[str, Any]


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Return colour by role for ``light`` and ``dark``."""
    text = (files("sinews.present.figures") / "tokens.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def ink(role: str) -> str:
    """Return the colour of a role as a CSS variable, so that one drawing serves every theme.

    Roles of marks are ``europe``, ``us``, ``ukraine``, ``russia``, ``other``; the same with
    ``-t`` is the ink of their labels; ``ink``, ``ink2``, ``ink3``, ``grid``, ``rule`` are neutral.
    """
    if role not in tokens()["light"]:
        raise KeyError(f"no colour has the role {role!r}; roles: {', '.join(tokens()['light'])}")
    return f"var(--{role})"


def css_variables() -> str:
    """Return the style rules that give every role its colour in light, dark and print."""
    light, dark = (
        ";".join(f"--{k}:{v}" for k, v in tokens()[name].items()) for name in ("light", "dark")
    )
    return (
        f":root{{color-scheme:light;{light}}}\n"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )


def fix_colours(svg: str) -> str:
    """Return a drawing with the light colours in place of the variables, for files."""
    for role, colour in tokens()["light"].items():
        svg = svg.replace(f"var(--{role})", colour)
    return svg


def config() -> Spec:
    """Return the Vega-Lite configuration that every chart is drawn with."""
    label = {
        "labelFont": SANS,
        "labelFontSize": TEXT,
        "labelColor": ink("ink2"),
        "titleFont": SANS,
        "titleFontSize": TEXT,
        "titleFontWeight": 400,
        "titleColor": ink("ink2"),
    }
    head = {"font": SANS, "fontSize": TEXT, "fontWeight": 600, "color": ink("ink")}
    return {
        "aria": False,
        "background": "transparent",
        "font": SANS,
        "padding": {"left": 2, "right": 6, "top": 6, "bottom": 2},
        "view": {"stroke": None},
        "line": {"strokeWidth": 2.25, "strokeCap": "round", "strokeJoin": "round"},
        "rule": {"color": ink("ink2")},
        "point": {"filled": True, "size": 60, "opacity": 1},
        "circle": {"size": 60, "opacity": 1},
        "bar": {"color": ink("europe")},
        "area": {"line": False},
        "text": {"font": SANS, "fontSize": TEXT, "color": ink("ink2")},
        "axis": {**label, "labelPadding": 6, "titlePadding": 8},
        "axisX": {
            "grid": False,
            "domainColor": ink("ink3"),
            "tickColor": ink("ink3"),
            "tickSize": 5,
            "title": None,
        },
        "axisY": {
            "domain": False,
            "ticks": False,
            "gridColor": ink("grid"),
            "tickCount": 5,
            "title": None,
        },
        "legend": {"disable": True},
        "header": {
            "labelFont": SANS,
            "labelFontSize": TEXT,
            "labelFontWeight": 600,
            "labelColor": ink("ink"),
            "labelAnchor": "start",
            "labelOrient": "top",
            "title": None,
        },
        "title": {**head, "anchor": "start", "offset": 8},
        "concat": {"spacing": 24},
        "facet": {"spacing": 24},
    }
