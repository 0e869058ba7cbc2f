"""`sinews strategy discover|thresholds|learn`: where a strategy fails, what flips the order."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sinews.cli.campaign import Elasticities, Without
from sinews.cli.options import Json, Seed, count, number, since, until
from sinews.cli.output import print_json, print_notes, print_table
from sinews.errors import UsageError

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
    anchored: bool = False,
    elasticity: list[str] | None = None,
    without: list[str] | None = None,
) -> "Question":
    """Return the question that the options describe; options go before what a file holds."""
    from sinews.campaign.elasticities import read_ranges
    from sinews.campaign.strategy import find_strategy, find_view
    from sinews.decision.compare.study import Question
    from sinews.decision.theories.weights import read_weights

    view = find_view(strategies)
    weights = weight or [f"{k}={v!r}" for k, v in view.weights.items()]
    found = [find_strategy(s) for s in strategies]
    if len({s.id for s in found}) < len(found):
        raise UsageError("Name different strategies: one is named twice.")
    return Question(
        strategies=found,
        futures=futures,
        seed=seed,
        until=until,
        start=start.replace(day=1),
        weights=read_weights(weights),
        anchored=anchored,
        ranges={**view.ranges, **read_ranges(elasticity or [])},
        without=tuple(without or view.without),
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


def thresholds(
    a: Annotated[str, typer.Argument(help="Id or TOML file.")],
    b: Annotated[str, typer.Argument(help="The one it is compared with.")],
    outcome: Outcome = "ground_km2",
    seed: Seed = 1,
    until: Until = UNTIL,
    start: Start = START,
    weight: Weight = None,
    elasticity: Elasticities = None,
    without: Without = None,
    quick: Annotated[
        bool, typer.Option(help="As the strategy lab does it: fewer futures, no worst case.")
    ] = False,
    json: Json = False,
) -> None:
    """Print what would have to be true for A to do better than B: where the order flips."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.study import open_evaluator
    from sinews.decision.explore.breakpoints import describe_turn
    from sinews.decision.explore.threshold_words import describe_threshold, to_record, write_value
    from sinews.decision.explore.thresholds import FUTURES, WEIGHTED, find_thresholds
    from sinews.decision.integrate.outcomes import find_outcome

    measured = find_outcome(outcome)
    question = build_question(
        [b, a],
        futures=FUTURES,
        seed=seed,
        until=until,
        start=start,
        weight=weight,
        elasticity=elasticity,
        without=without,
    )
    base, other = question.strategies
    whole = open_evaluator(open_evidence(), question)
    found = find_thresholds(whole, (other, base), (measured,), question.weights, quick=quick)[0]
    means = [v for k, v in found.middle.items() if k != WEIGHTED]
    turn = describe_turn(means, question.weights)
    if json:
        print_json({**to_record(found), "weights": turn})
        return
    print_notes(describe_threshold(found), "")
    rows = []
    for t in found.of_theory(WEIGHTED):
        flips, hard = (
            "-" if v is None else write_value(v, t.elasticity) for v in (t.value, t.worst)
        )
        published = f"{t.elasticity.low:g} to {t.elasticity.high:g}"
        share = f"{100 * t.ahead:.0f}"
        rows.append((t.elasticity.id, published, flips, share, hard))
    print_table(
        ("elasticity", "published", "order flips at", "range, %", "flips at, others at worst"),
        rows,
        title=f"Range, %: part of the published range in which {other.label} is ahead, others at "
        f"their middle. At worst: others at the ends that help {base.label} most. An elasticity of "
        "0.2 says that a ratio 10 % better slows Russian gains, or raises losses, by about 2 %.",
    )
    print_notes("", turn["text"], "Grade: assumed.")


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
