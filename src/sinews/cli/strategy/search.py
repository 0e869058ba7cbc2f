"""`sinews strategy plan`: the plan that does best on one outcome within a donor budget."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import Json, Seed, count
from sinews.cli.output import print_json, print_notes, print_table, show_steps
from sinews.cli.strategy.explore import (
    Futures,
    Outcome,
    Weight,
    build_question,
)
from sinews.cli.strategy.planning import (
    Budget,
    First,
    State,
    Until,
)


def plan(
    budget: Budget = 60.0,
    until: Until = date(2027, 12, 31),
    start: First = date(2027, 1, 1),
    outcome: Outcome = "ground_km2",
    against: Annotated[str, typer.Option(help="Strategy to compare with.")] = "actual_2024_2026",
    samples: Annotated[int, count("Plans drawn in stage 1.", 1, 100_000)] = 400,
    rounds: Annotated[int, count("Rounds of polish a start.", 0, 1_000)] = 12,
    futures: Annotated[int, count("Futures of the search.", 50, 100_000)] = 200,
    fresh: Futures = 4_000,
    seed: Seed = 1,
    weight: Weight = None,
    state: State = None,
    save: Annotated[Path | None, typer.Option(help="TOML file for the plan.")] = None,
    json: Json = False,
) -> None:
    """Search half-yearly plans within a budget; only results on fresh futures are printed."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.parquet import write_file
    from sinews.decision.integrate.outcomes import find_outcome
    from sinews.decision.plans.plan import write_plan
    from sinews.decision.plans.robust import Brief, find_plan
    from sinews.decision.plans.search import Effort
    from sinews.decision.plans.search_state import SearchState

    question = build_question(
        [against], futures=futures, seed=seed, until=until, start=start, weight=weight
    )
    brief = Brief(
        question=question,
        outcome=find_outcome(outcome),
        budget=budget,
        effort=Effort(samples=samples, rounds=rounds, seed=seed),
        fresh=fresh,
    )
    batches = samples // 16 + 1 + 2 * rounds * brief.effort.starts
    with show_steps("Searching", batches) as on_batch:
        best = find_plan(open_evidence(), brief, state=SearchState(state), on_batch=on_batch)
    if save is not None:
        write_file(save, write_plan(best.strategy).encode())
    if json:
        print_json(best.to_json())
        return
    for text in best.sentences():
        print_notes(text, "")
    print_table(
        ("lever", *(d.isoformat()[:7] for d in best.frame.dates)),
        [(lever, *(s.value for s in steps)) for lever, steps in best.strategy.settings.items()],
    )
