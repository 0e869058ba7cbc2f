"""Every way in which a model can be wrong is refused, with file, line and the nearest name."""

import inspect
import re
from math import exp, tanh

import pytest

from sinews.engine import (
    Triangular,
    aux,
    bounds,
    build_model,
    correlate,
    distribution,
    each,
    flow,
    lever,
    noise,
    outcome,
    parameter,
    read_parameters,
    series,
    shorthand,
    stock,
)
from sinews.errors import ModelError


def here() -> int:
    """Return the line of the caller."""
    return inspect.currentframe().f_back.f_lineno


def base() -> dict:
    """Return a small model that is right."""
    water = stock("m3", "water0", doc="Water.")
    water0 = parameter("m3", 5.0, doc="First.", source="assumed: test")
    rate = parameter("1/week", 0.1, doc="Rate.", source="assumed: test")
    level = outcome("water", doc="End.")

    @flow("m3/week", out_of="water")
    def leak(water: float, rate: float) -> float:
        """Leak."""
        return water * rate

    return dict(water=water, water0=water0, rate=rate, level=level, leak=leak)


def refused(match: str, *, line: int | None = None, **changes) -> str:
    declared = {k: v for k, v in (base() | changes).items() if v is not None}
    with pytest.raises(ModelError, match=match) as caught:
        build_model("wrong", declared)
    if line is not None:
        assert f"{__file__}:{line}: " in str(caught.value)
    return str(caught.value)


def test_the_base_is_right():
    assert build_model("right", base()).stocks[0].name == "water"


def test_an_unknown_name_in_an_equation():
    @flow("m3/week", out_of="water")
    def leak(watr: float, rate: float) -> float:
        """Leak."""
        return watr * rate

    line = leak.function.__code__.co_firstlineno
    assert "Did you mean 'water'" in refused("reads 'watr'", line=line, leak=leak)


def test_a_name_that_is_not_an_argument():
    @flow("m3/week", out_of="water")
    def leak(water: float, rate: float) -> float:
        """Leak."""
        return water * rate * ratee  # noqa: F821

    line = leak.function.__code__.co_firstlineno + 3
    assert "Did you mean 'rate'" in refused("'ratee' is not an argument", line=line, leak=leak)


def test_an_argument_that_is_not_read():
    @flow("m3/week", out_of="water")
    def leak(water: float, rate: float) -> float:
        """Leak."""
        return water

    refused("does not read its argument 'rate'", leak=leak)


def test_an_algebraic_loop_is_shown_in_order():
    @aux("m3/week")
    def first(second: float) -> float:
        """First."""
        return second

    @aux("m3/week")
    def second(first: float) -> float:
        """Second."""
        return first

    refused("algebraic loop: first <- second <- first", first=first, second=second)


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("m3", "the flow 'leak' is in m3, but the stock 'water' changes in m3/week"),
        ("m3/day", "declared in m3/day, but its equation gives m3/week"),
    ],
)
def test_a_flow_in_the_wrong_unit(unit, why):
    rate = parameter("1" if unit == "m3" else "1/week", 0.1, doc="Rate.", source="assumed: test")

    @flow(unit, out_of="water")
    def leak(water: float, rate: float) -> float:
        """Leak."""
        return water * rate

    refused(re.escape(why), leak=leak, rate=rate)


def test_units_that_clash_in_a_sum_a_minimum_and_a_function():
    @aux("m3")
    def wrong_sum(water: float, rate: float) -> float:
        """Sum."""
        return water + rate

    @aux("m3")
    def wrong_min(water: float, rate: float) -> float:
        """Minimum."""
        return min(water, rate)

    @aux("1")
    def wrong_exp(water: float) -> float:
        """Exponential."""
        return exp(water)

    assert "m3 and 'rate' in 1/week" in refused("puts together 'water'", wrong_sum=wrong_sum)
    refused("puts together", wrong_min=wrong_min)
    refused(r"exp\(\) needs a pure number; 'water' is in m3", wrong_exp=wrong_exp)


def test_a_week_and_a_year_are_different_units():
    yearly = parameter("m3/year", 0.1, doc="Rate.", source="assumed: test")

    @flow("m3/week", out_of="water")
    def leak(yearly: float) -> float:
        """Leak."""
        return yearly

    refused("declared in m3/week, but its equation gives m3/year", leak=leak, yearly=yearly)


def test_a_unit_that_cannot_be_read():
    refused("is not a unit", rate=parameter("1//week", 1, doc="r", source="assumed: test"))
    refused("is not a unit", rate=parameter("(1/week", 1, doc="r", source="assumed: test"))


def forbidden():  # noqa: C901
    @aux("m3")
    def branch(water: float) -> float:
        """Branch."""
        return water if water > 0 else 0 * water

    @aux("m3")
    def block(water: float) -> float:
        """Block."""
        if water > 1:
            return water
        return water

    @aux("m3")
    def loop(water: float) -> float:
        """Loop."""
        for _ in range(3):
            pass
        return water

    @aux("m3")
    def attribute(water: float) -> float:
        """Attribute."""
        return water.real

    @aux("m3")
    def called(water: float) -> float:
        """Call."""
        return round(water)

    @aux("m3")
    def index(water: float) -> float:
        """Index."""
        return water[0]

    @aux("m3")
    def power(water: float) -> float:
        """Power."""
        return water**3

    @aux("m3")
    def text(water: float) -> float:
        """Text."""
        return water * "2"

    @aux("m3")
    def modulo(water: float) -> float:
        """Modulo."""
        return water % 2

    @aux("m3")
    def inverted(water: float) -> float:
        """Not."""
        return not water

    @aux("m3")
    def keyword(water: float) -> float:
        """Keyword."""
        return max(water, 0, key=None)

    @aux("m3")
    def alone(water: float) -> float:
        """One argument."""
        return max(water)

    @aux("m3")
    def assigned(water: float) -> float:
        """Set again."""
        water = water - 1
        return water  # noqa: RET504

    @aux("m3")
    def augmented(water: float) -> float:
        """Augmented."""
        water -= 1
        return water

    @aux("m3")
    def endless(water: float) -> float:
        """No return."""
        low = water  # noqa: F841

    @aux("m3")
    def default(water: float = 1.0) -> float:
        """Default."""
        return water

    return {k: v for k, v in locals().items() if not k.startswith("_")}


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("branch", "use min, max or tanh as a switch"),
        ("block", "use min, max or tanh as a switch"),
        ("loop", "steps through time by itself"),
        ("attribute", "import the function by name"),
        ("called", r"round\(\) is not in the language"),
        ("index", "each variable has its own name"),
        ("power", "powers are"),
        ("text", "not allowed"),
        ("modulo", "not allowed"),
        ("inverted", "not allowed"),
        ("keyword", "give the arguments one by one"),
        ("alone", "has 1 arguments"),
        ("assigned", "a stock changes only through flows"),
        ("augmented", "a stock changes only through flows"),
        ("endless", "ends with `return`"),
        ("default", r"without \* or defaults"),
    ],
)
def test_a_construct_outside_the_language(name, match):
    equation = forbidden()[name]
    message = refused(match, **{name: equation})
    line = int(message.split(":")[1])
    first = equation.function.__code__.co_firstlineno
    assert first <= line <= first + 5


def test_a_lambda_and_a_function_without_source():
    refused("written with def", other=aux("m3")(_documented(lambda water: water)))
    namespace = {}
    exec("def made(water):\n    'Doc.'\n    return water", namespace)
    refused("cannot be read", made=aux("m3")(namespace["made"]))


def _documented(function):
    function.__doc__ = "A lambda."
    function.__name__ = "other"
    return function


def test_a_stock_changed_outside_a_flow():
    @aux("m3")
    def water(rate: float) -> float:
        """Not a flow."""
        return rate

    with pytest.raises(ModelError, match="it changes only through flows"):
        build_model("wrong", base(), {"water": water})


def test_a_flow_of_no_stock_and_of_an_unknown_one():
    with pytest.raises(ModelError, match="out of a stock or into one"):
        flow("m3/week")

    @flow("m3/week", out_of="watre")
    def leak(water: float, rate: float) -> float:
        """Leak."""
        return water * rate

    assert "Did you mean 'water'" in refused("changes the stock 'watre'", leak=leak)


def test_names_that_cannot_be_used():
    second = parameter("1", 1, doc="r", source="assumed: test")
    refused("is declared twice", Rate=second)
    refused("cannot name a variable", _hidden=second)
    refused("is a word of the language", exp=second)
    refused("cannot name a variable", **{"class": second})
    equation = base()["leak"]
    refused("bound to another name", seep=equation, leak=None)


def test_starts_readings_bounds_and_correlations_of_unknown_names():
    refused("start of 'water' reads 'water1'", water=stock("m3", "water1", doc="w"))
    refused("start of 'water' reads 'leak'", water=stock("m3", "leak", doc="w"))
    refused("is not an expression", water=stock("m3", "water0 +", doc="w"))
    refused("'level' reads 'wate'", level=outcome("wate", doc="e"))
    refused("'level' reads 'rate'", level=outcome("rate", doc="e"))
    refused("'safe' reads 'watr'", safe=bounds("watr", low=0, doc="b"))
    refused("correlates 'rat'", tied=correlate(("rat", "water0"), 0.5, doc="c"))


def test_declarations_that_contradict_themselves():
    with pytest.raises(ModelError, match="has no source"):
        parameter("1", 1.0, doc="x", source=" ")
    with pytest.raises(ModelError, match="no documentation"):
        noise(doc="")
    with pytest.raises(ModelError, match="Did you mean 'lowest'"):
        outcome("x", "lowes", doc="x")
    with pytest.raises(ModelError, match="above= or below="):
        outcome("x", "first", doc="x")
    with pytest.raises(ModelError, match="above= or below="):
        outcome("x", "end", doc="x", above=3)
    with pytest.raises(ModelError, match="low=, high= or both"):
        bounds("x", doc="x")
    with pytest.raises(ModelError, match="one length"):
        each(own=("a", "b"), other=("b",))
    with pytest.raises(ModelError, match="rows and columns"):
        correlate(("a", "b"), ((1.0,),), doc="c")
    with pytest.raises(ModelError, match="not a distribution"):
        Triangular(3, 2, 1)
    with pytest.raises(ModelError, match="Did you mean 'triangular'"):
        distribution("triangle", 1, 2, 3)
    with pytest.raises(ModelError, match="half-way"):
        distribution("normal", 0, 1, 5)
    with pytest.raises(ModelError, match="positive"):
        distribution("loguniform", 0, 1, 5)


def test_a_model_without_a_stock_an_outcome_or_a_time():
    with pytest.raises(ModelError, match="needs a stock and an outcome"):
        build_model("empty", {})
    with pytest.raises(ModelError, match="A period is one of"):
        build_model("odd", base(), time="fortnight")


def test_a_template_whose_names_do_not_change_is_a_double():
    twice = parameter("1", 1, doc="r", source="assumed: test", each=each(own=("a", "b")))
    refused("is declared twice", other=twice)


def test_a_shorthand_is_held_to_the_language_as_well():
    @shorthand
    def step_up(x: float) -> float:
        """Return a step."""
        return 1.0 if x > 0 else 0.0

    refused("use min, max or tanh", switched=_aux_calling(step_up))


def _aux_calling(step_up):
    globals()["step_up"] = step_up

    @aux("1")
    def switched(share: float) -> float:
        """Switched."""
        return step_up(tanh(share))

    return switched


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("a,1,triangular,3,2,1,assumed,s,d", "p.csv:2: 'a'.*not a distribution"),
        ("a,1,triangular,1,2,3,guessed,s,d", "p.csv:2: 'a' has the grade 'guessed'"),
        ("a,1,triangular,1,2,3,assumed,,d", "p.csv:2: 'a' has no source"),
        ("a,1,triangular,1,two,3,assumed,s,d", "p.csv:2: 'a'"),
    ],
)
def test_a_row_of_a_parameter_table(tmp_path, row, match):
    path = tmp_path / "p.csv"
    path.write_text(f"name,unit,form,low,mode,high,grade,source,doc\n{row}\n")
    with pytest.raises(ModelError, match=match):
        read_parameters(path)


def test_a_parameter_table_without_a_column(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name,unit,form,low,mode,high,grades,source,doc\n")
    with pytest.raises(ModelError, match=r"no column 'grade'\. Did you mean 'grades'"):
        read_parameters(path)


def test_levers_and_series_carry_their_place():
    line = here() + 1
    given = lever("m3//week", neutral=None, doc="Given.")
    refused("is not a unit", line=line, given=given)
    refused("is not a unit", season=series("", doc="Season.", source="calendar"))
