"""`sinews strategy discover|turn|learn`: where a comparison fails, turns, and what to learn."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sinews.cli.options import Json, Seed, count, number, since, until
from sinews.cli.output import print_json, print_notes, print_table, show_steps

if TYPE_CHECKING:
    from sinews.decision.compare.study import Question
    from sinews.decision.explore.information_value import Unknown
    from sinews.decision.explore.scenario_discovery.describe import Method

Until = Annotated[date, until()]
Start = Annotated[date, since("From when the war can end.")]
Futures = Annotated[int, count("Futures.", 50, 100_000)]
Weight = Annotated[
    list[str] | None,
    typer.Option(metavar="THEORY=NUMBER", help="Weight of a theory, like pressure=0.5."),
]
Outcome = Annotated[str, typer.Option(help="Outcome that is compared, like ground_km2.")]
Search = Literal["prim", "cart", "both"]
UNTIL = date(2028, 12, 31)
START = date(2024, 3, 1)


def _resolution(unknown: "Unknown") -> str:
    if unknown.value is None:
        return "too few futures"
    if unknown.changes_nothing:
        return "no gain"
    return "yes" if unknown.value.resolved else "not resolved"


def build_question(
    strategies: list[str],
    *,
    futures: int,
    seed: int,
    until: date,
    start: date,
    weight: list[str] | None,
) -> "Question":
    """Return the question that the options describe."""
    from sinews.campaign.strategy import find_strategy
    from sinews.decision.compare.study import Question
    from sinews.decision.theories.weights import read_weights

    return Question(
        strategies=[find_strategy(s) for s in strategies],
        futures=futures,
        seed=seed,
        until=until,
        start=start.replace(day=1),
        weights=read_weights(weight or []),
    )


def discover(
    a: Annotated[str, typer.Argument(help="The strategy that may fail: id or TOML file.")],
    b: Annotated[str, typer.Argument(help="The one it is compared with.")],
    outcome: Outcome = "ground_km2",
    worse_than: Annotated[
        float | None, number("A level of the outcome instead of B.", -1e12, 1e12)
    ] = None,
    method: Annotated[
        Search, typer.Option(help="One box (prim), the leaves of a tree (cart), or both.")
    ] = "prim",
    futures: Futures = 2_000,
    seed: Seed = 1,
    until: Until = UNTIL,
    start: Start = START,
    weight: Weight = None,
    json: Json = False,
) -> None:
    """Find the futures in which A does worse than B, as regions of at most four inputs."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.study import answer
    from sinews.decision.explore.scenario_discovery.describe import discover_failure
    from sinews.decision.integrate.outcomes import find_outcome

    measured = find_outcome(outcome)
    question = build_question(
        [b, a], futures=futures, seed=seed, until=until, start=start, weight=weight
    )
    found = answer(open_evidence(), question, split=worse_than is None)
    methods: tuple[Method, ...] = ("prim", "cart") if method == "both" else (method,)
    failures = [discover_failure(found, measured, worse_than=worse_than, method=m) for m in methods]
    if json:
        records = [f.to_json() for f in failures]
        print_json({"methods": records} if method == "both" else records[0])
        return
    for f in failures:
        print_notes(f"{f.title} ({f.method.upper()})", "", f.sentence(), "")


def turn(
    a: Annotated[str, typer.Argument(help="Id or TOML file.")],
    b: Annotated[str, typer.Argument(help="The one it is compared with.")],
    outcome: Outcome = "ground_km2",
    parameters: Annotated[int, count("Assumptions to vary.", 0, 20)] = 4,
    futures: Futures = 1_000,
    seed: Seed = 1,
    until: Until = UNTIL,
    start: Start = START,
    weight: Weight = None,
    json: Json = False,
) -> None:
    """Find where the order of A and B turns: in the weights and along assumed parameters."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.study import answer
    from sinews.decision.explore.thresholds import to_record, turn_by_parameters, turn_by_weights
    from sinews.decision.integrate.outcomes import find_outcome

    measured, evidence = find_outcome(outcome), open_evidence()
    question = build_question(
        [b, a], futures=futures, seed=seed, until=until, start=start, weight=weight
    )
    found = answer(evidence, question, split=True)
    text, weights = (
        found.describe(question.strategies[1], measured),
        turn_by_weights(found, measured),
    )
    with show_steps("Pinning", parameters) as on_step:
        turns = turn_by_parameters(evidence, found, measured, most=parameters, on_step=on_step)
    if json:
        records = [to_record(t) for t in turns]
        print_json({"grade": "assumed", "text": text, "weights": weights, "parameters": records})
        return
    for line in (text, weights["text"], *(t.sentence() for t in turns)):
        print_notes(line, "")


def learn(
    strategies: Annotated[list[str], typer.Argument(help="Ids or TOML files to choose from.")],
    outcome: Outcome = "ground_km2",
    parameters: Annotated[int, count("Assumptions to value.", 0, 20)] = 5,
    futures: Futures = 10_000,
    seed: Seed = 1,
    until: Until = UNTIL,
    start: Start = START,
    weight: Weight = None,
    json: Json = False,
) -> None:
    """Rank what is not known by the value of knowing it before choosing."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.study import answer
    from sinews.decision.explore.information_value import rank_unknowns
    from sinews.decision.integrate.outcomes import find_outcome

    measured = find_outcome(outcome)
    question = build_question(
        strategies, futures=futures, seed=seed, until=until, start=start, weight=weight
    )
    lesson = rank_unknowns(answer(open_evidence(), question), measured, most=parameters)
    if json:
        print_json(lesson.to_json())
        return
    rows = [
        (
            u.label,
            u.inputs,
            None if u.value is None else u.value.lower,
            None if u.value is None else u.value.upper,
            _resolution(u),
        )
        for u in lesson.unknowns
    ]
    print_table(("unknown", "inputs", f"low, {measured.unit}", "high", "resolved"), rows)
    print()
    for line in lesson.sentences():
        print_notes(line)
    print_notes(
        f"With everything but the theory known the model gives a gain of {lesson.everything:,.3g} "
        f"{measured.unit}. Grade: assumed."
    )
