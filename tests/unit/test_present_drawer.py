"""The converter beside this process: the same drawings, the same errors, and one that dies."""

import re

import pytest

from sinews.present.figures import drawer
from sinews.present.figures.drawer import (
    EMPTY,
    draw_png,
    draw_svg,
    open_drawer,
)
from sinews.present.figures.render import (
    file_png,
    inline_svg,
    render_svg,
    round_path,
)

SPEC = {
    "mark": "bar",
    "data": {"values": [{"x": "січень", "y": 0.1}, {"x": "b", "y": 3}]},
    "encoding": {
        "x": {"field": "x", "type": "nominal"},
        "y": {"field": "y", "type": "quantitative"},
    },
}


def test_the_child_draws_what_this_process_would():
    svg = render_svg(SPEC)
    with open_drawer() as pool:
        assert pool.submit(draw_svg, SPEC).result() == svg
        assert pool.submit(draw_png, svg).result() == file_png(svg)
        assert pool.submit(lambda: drawer._own.child).result().poll() is None, "it was the child"


def test_a_drawing_that_fails_says_why_and_the_next_one_succeeds():
    with open_drawer() as pool, pytest.raises(ValueError, match="conversion failed"):
        pool.submit(draw_svg, {"mark": "no such mark", "data": {"values": []}}).result()
    with open_drawer() as pool:
        assert pool.submit(draw_svg, EMPTY).result().startswith("<svg")


def test_without_a_child_this_process_draws():
    def kill() -> None:
        drawer._own.child.kill()
        drawer._own.child.wait()

    with open_drawer() as pool:
        pool.submit(kill).result()
        assert pool.submit(draw_svg, SPEC).result() == render_svg(SPEC)


def test_coordinates_keep_two_decimals_and_never_run_together():
    path = "M0.123456,10.005L47.07692307692307-0.00049C1.5,2,2.220446049250313e-16,100.001Z"
    assert round_path(path) == "M0.12,10.01L47.08-0C1.5,2,0,100Z"
    drawn = inline_svg(render_svg(SPEC), "p-")
    assert not re.search(r"\d\.\d{3}", drawn)
    assert len(drawn) < len(render_svg(SPEC))
