"""`sinews strategy search`: plans that none beats on cost, regret and months of war."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Dask, Json, Seed, count, number, since, until
from sinews.cli.output import print_json, print_notes, print_table, show_steps
from sinews.cli.strategy.explore import (
    Futures,
    Outcome,
    Weight,
    build_question,
)

if TYPE_CHECKING:
    from sinews.decision.plans.pareto_report import Found

Budget = Annotated[float, number("All donors, military, EUR bn a year.", 0, 10_000)]
Until = Annotated[date, until("Last month of plans.")]
First = Annotated[date, since("First half-year of plans.")]
State = Annotated[Path | None, typer.Option(metavar="FILE", help="JSON file to go on from.")]


def search(
    budget: Budget = 60.0,
    until: Until = date(2027, 12, 31),
    start: First = date(2027, 1, 1),
    outcome: Outcome = "ground_km2",
    against: Annotated[str, typer.Option(help="Base path of plans.")] = "actual_2024_2026",
    population: Annotated[int, count("Plans a generation.", 4, 10_000)] = 200,
    generations: Annotated[int, count("Generations.", 1, 10_000)] = 50,
    futures: Annotated[int, count("Futures of the search.", 50, 100_000)] = 1_000,
    fresh: Futures = 4_000,
    seed: Seed = 1,
    weight: Weight = None,
    state: State = None,
    save: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder for the plans as TOML.")
    ] = None,
    dask: Dask = None,
    json: Json = False,
) -> None:
    """Search half-yearly plans within a budget: a front of cost, regret and months of war.

    Needs the extra `explore`: pip install "sinews[explore]".
    """
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.files import write_file
    from sinews.decision.integrate.outcomes import find_outcome
    from sinews.decision.plans.nsga2 import Breeding
    from sinews.decision.plans.pareto_report import Quest, find_front
    from sinews.decision.plans.plan import write_plan
    from sinews.decision.plans.search_state import SearchState
    from sinews.engine.run.executors import connect_dask

    question = build_question(
        [against], futures=futures, seed=seed, until=until, start=start, weight=weight
    )
    quest = Quest(
        question=question,
        outcome=find_outcome(outcome),
        budget=budget,
        breeding=Breeding(population=population, generations=generations, seed=seed),
        fresh=fresh,
    )
    with (
        connect_dask(dask) if dask else nullcontext() as executor,
        show_steps("Searching", generations) as on_generation,
    ):
        tried = SearchState(state)
        found = find_front(open_evidence(), quest, tried, executor, on_generation=on_generation)
    if save is not None:
        for p in found.points:
            write_file(save / f"{p.plan.id}.toml", write_plan(p.plan).encode())
    if json:
        print_json(found.to_json())
        return
    _print(found)


def _print(found: "Found") -> None:
    for text in found.sentences():
        print_notes(text, "")
    o = found.quest.outcome
    print_table(
        ("plan", "cost, EUR bn", f"regret, {o.spoken}", "months of war", f"gain, {o.spoken}"),
        [(p.plan.id, p.cost, o.scale * p.regret, p.months, o.scale * p.gain) for p in found.points],
    )
