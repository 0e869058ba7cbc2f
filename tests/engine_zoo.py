"""A small model that uses everything once, for tests of the engine."""

from math import exp, log, sqrt, tanh

from sinews.engine import (
    Beta,
    Empirical,
    Normal,
    Triangular,
    Uniform,
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
    series,
    shorthand,
    stock,
)

PONDS = each(own=("east", "west"), other=("west", "east"))
fish_own = stock("fish", "fish0_own * share", doc="Fish of {own}.", each=PONDS)
food = stock("kg", 100.0, doc="Food.")
fish0_own = parameter(
    "fish", Triangular(10, 20, 40), doc="First.", source="assumed: test", each=PONDS
)
share = parameter("1", Beta(2, 3, 0.5, 1.0), doc="Share.", source="assumed: test")
birth = parameter("1/week", Empirical("posterior", "birth"), doc="Births.", source="assumed: test")
death = parameter("1/week", Empirical("posterior", "death"), doc="Deaths.", source="assumed: test")
room = parameter(
    "fish", distribution("logtriangular", 30, 50, 90), doc="Room.", source="assumed: test"
)
moving = parameter("1/week", Uniform(0, 0.05), doc="Moves.", source="assumed: test")
meal = parameter("kg/fish", Normal(0.02, 0.005, low=0.001), doc="Meal.", source="assumed: test")
one_week = parameter("week", 1.0, doc="A week.", source="definition")
rough = parameter("1", 0.1, doc="Roughness.", source="assumed: test")
fishing = lever("1/week", neutral=0.0, low=0.0, high=0.5, doc="Fishing.")
season = series("1", doc="Season.", source="calendar")
weather = noise(doc="Weather.")
tied = correlate(("fish0_east", "fish0_west"), 0.8, doc="Neighbours.")


@shorthand
def logistic(x: float) -> float:
    """Return the logistic curve."""
    return 1 / (1 + exp(-x))


@aux("1", each=PONDS)
def crowding_own(fish_own: float, room: float) -> float:
    """Crowding."""
    ratio = fish_own / room
    return logistic(3 * (ratio - 1)) * ratio**2


@aux("1")
def mood(season: float, weather: float, rough: float) -> float:
    """Season and weather."""
    return 1 + 0.2 * season + rough * tanh(weather)


@aux("1/week")
def vigour(birth: float, death: float) -> float:
    """Depends on the run alone."""
    return birth - death


@aux("1")
def calm(season: float) -> float:
    """Depends on the period alone."""
    return max(0, 1 - season) + 0.5


@flow("fish/week", into="fish_own", each=PONDS)
def born_own(
    birth: float, fish_own: float, mood: float, food: float, meal: float, one_week: float
) -> float:
    """Births, if there is food."""
    return min(birth * fish_own * max(mood, 0.1), food / meal / one_week * 0.001)


@flow("fish/week", out_of="fish_own", each=PONDS)
def died_own(death: float, crowding_own: float, fish_own: float, fishing: float) -> float:
    """Deaths."""
    return fish_own * (death * (1 + crowding_own) + fishing)


@flow("fish/week", out_of="fish_own", into="fish_other", each=PONDS)
def moved_own(moving: float, fish_own: float, crowding_own: float) -> float:
    """Moves."""
    return moving * fish_own * sqrt(crowding_own)


@flow("kg/week", into="food")
def grown(food: float, calm: float, one_week: float) -> float:
    """Food."""
    return food * 0.01 * calm / one_week


@aux("1")
def evenness(fish_east: float, fish_west: float) -> float:
    """Balance."""
    return log(fish_east / fish_west)


end_own = outcome("fish_own", doc="At the end.", each=PONDS)
lowest = outcome("fish_east", "lowest", doc="Lowest.")
highest = outcome("evenness", "highest", doc="Highest.")
lost = outcome("died_east", "total", doc="All deaths.")
usual = outcome("fish_west", "mean", doc="Mean.")
moves = outcome("moved_east", "end", doc="Last moves.")
vital = outcome("vigour", "mean", doc="Of the run.")
still = outcome("calm", "highest", doc="Of the period.")
crowded = outcome("fish_east", "first", above=25.0, doc="First crowded.")
uneven = outcome("evenness", "first", below=-0.3, doc="First uneven.")
sane = bounds("fish_west", low=6.0, high=60.0, doc="Range of the data.")

model = build_model("ponds", globals())
