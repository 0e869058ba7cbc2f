"""A reservoir that supplies a town: how often does it run low, and does saving water help?"""

from math import exp

from sinews.engine import (
    Horizon, Normal, Sampling, Study, Triangular, build_model, compute_runs, flow, lever, noise,
    outcome, parameter, plan_inputs, step, stock,
)  # fmt: skip

water = stock("Mm3", start="water0", doc="Water held.")
water0 = parameter("Mm3", Triangular(20, 30, 40), doc="Held at first.", source="assumed: example")
rain = parameter("Mm3/week", Normal(1.0, 0.1), doc="Mean inflow.", source="assumed: example")
swing = parameter("1", 0.6, doc="Size of wet and dry weeks.", source="assumed: example")
demand = parameter("Mm3/week", Triangular(0.8, 0.9, 1.1), doc="Demand.", source="assumed: example")
turnover = parameter("week", 4.0, doc="Fastest emptying.", source="assumed: example")
saving = lever("1", neutral=0.0, low=0.0, high=0.5, doc="Share of demand saved.")
weather = noise(doc="Wet and dry weeks.")


@flow("Mm3/week", into="water")
def inflow(rain: float, swing: float, weather: float) -> float:
    """Rain that reaches the reservoir."""
    return rain * exp(swing * weather - swing**2 / 2)


@flow("Mm3/week", out_of="water")
def supply(demand: float, saving: float, water: float, turnover: float) -> float:
    """Water sent to the town: what it asks for, or what can be drawn."""
    return min(demand * (1 - saving), water / turnover)


lowest = outcome("water", "lowest", doc="Least water held.")
model = build_model("reservoir", globals())

if __name__ == "__main__":
    weeks = Horizon(periods=104)
    plans = {
        "as_now": plan_inputs(model, weeks),
        "saving": plan_inputs(model, weeks, (step("saving", 0.2, start=26),)),
    }
    study = Study(model=model, strategies=plans, runs=4096, sampling=Sampling(seed=1))
    for plan in plans:
        share = (compute_runs(study, plan).last("lowest") < 10).mean()
        print(f"{plan}: water falls below 10 Mm3 in {share:.0%} of futures")
