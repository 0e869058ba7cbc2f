"""`sinews strategy` and `sinews decision`: strategies under rival theories of how the war ends."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.campaign import Elasticities, Without
from sinews.cli.options import App, Json, Seed, count, since, until
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.decision.compare.study import Answer

app = App(help="Strategies compared under rival theories.")
decision = App(help="The rival theories of how the war ends.")
Until = Annotated[date, until()]
Futures = Annotated[int, count("Futures.", 50, 100_000)]


@app.command()
def compare(
    strategies: Annotated[list[str], typer.Argument(help="Ids or TOML files; first: baseline.")],
    futures: Futures = 2_000,
    seed: Seed = 1,
    until: Until = date(2028, 12, 31),
    start: Annotated[date, since("From when the war can end.")] = date(2024, 3, 1),
    weight: Annotated[
        list[str] | None,
        typer.Option(metavar="THEORY=NUMBER", help="Weight of a theory, like pressure=0.5."),
    ] = None,
    anchored: Annotated[bool, typer.Option(help="Same mean hazard for all theories.")] = False,
    elasticity: Elasticities = None,
    without: Without = None,
    shares: Annotated[
        bool, typer.Option(help="Compute how much rests on assumptions (slower).")
    ] = False,
    csv: Annotated[bool, typer.Option(help="Print the results file of the strategy lab.")] = False,
    json: Json = False,
) -> None:
    """Compare strategies on the same futures, theory by theory and with your weights."""
    from sinews.cli.strategy.explore import build_question
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.results_file import Kept
    from sinews.decision.compare.study import answer
    from sinews.decision.report.record import to_record

    question = build_question(
        strategies,
        futures=futures,
        seed=seed,
        until=until,
        start=start,
        weight=weight,
        anchored=anchored,
        elasticity=elasticity,
        without=without,
    )
    if csv:
        kept = Kept()
        typer.echo(kept.write(answer(open_evidence(), question, look=kept.look)), nl=False)
        return
    found = answer(open_evidence(), question, split=shares)
    if json:
        print_json(to_record(found))
        return
    _print_comparison(found)


def _print_comparison(found: "Answer") -> None:
    """Print the weighted differences as a table, then sentence by sentence, theories first."""
    from sinews.decision.explore.assumption_dependence import describe_rests, read_conclusions
    from sinews.decision.integrate.outcomes import OUTCOMES
    from sinews.decision.report.record import to_record
    from sinews.decision.report.sentences import format_to_interval
    from sinews.decision.theories import HYPOTHESES

    low, mean, high = found.base_rate
    record = to_record(found)
    rests = read_conclusions(record)
    names = {s.id: s.label for s in found.question.strategies}
    print_table(
        ("strategy", "outcome", "better by", "unit", "ahead under", "behind under"),
        [
            (names[c.strategy], o.label, format_to_interval(x, 0, x), o.spoken, *c.count_sides())
            for o in OUTCOMES
            for c in rests
            if c.outcome == o.id
            for x in (o.scale * c.gain,)
        ],
        title=f"Against {names[found.baseline]}, with your weights; a minus is worse. Ahead and "
        f"behind: number of {len(HYPOTHESES)} theories.",
    )
    for text in (" ".join(describe_rests(rests)), *record["text"]):
        print_notes(text, "")
    print_notes(
        f"Base rate of an end for wars of this age: {100 * mean:.1f} % a month "
        f"({100 * low:.1f} to {100 * high:.1f}), from the record of interstate wars."
    )


@app.command("list")
def list_strategies(json: Json = False) -> None:
    """List the shipped strategies."""
    from sinews.cli.campaign import strategies

    strategies(json=json)


@decision.command()
def theories(json: Json = False) -> None:
    """List the theories: statement, who argues it, what would count against it."""
    from sinews.decision.theories import HYPOTHESES

    if json:
        print_json(
            {
                "rows": [
                    {
                        "id": h.id,
                        "label": h.label,
                        "statement": h.statement,
                        "proponents": list(h.proponents),
                        "references": list(h.references),
                    }
                    for h in HYPOTHESES
                ]
            }
        )
        return
    print_table(
        ("id", "statement", "who argues it"),
        [(h.id, h.statement, "; ".join(h.proponents)) for h in HYPOTHESES],
    )


@decision.command()
def argument(
    futures: Futures = 1_000,
    seed: Seed = 1,
    until: Until = date(2028, 12, 31),
    json: Json = False,
) -> None:
    """Judge the causal statements of the article as contrasts in the model, theory by theory."""
    from sinews.campaign.strategy import shipped_strategies
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.compare.argument import judge_argument, list_strategies, to_json
    from sinews.decision.compare.study import Question, answer
    from sinews.decision.report.record import describe_run
    from sinews.decision.theories.weights import read_weights

    question = Question(
        strategies=[shipped_strategies()[s] for s in list_strategies()],
        futures=futures,
        seed=seed,
        until=until,
        start=date(2024, 3, 1),
        weights=read_weights([]),
    )
    found = answer(open_evidence(), question)
    judged = judge_argument(found.comparison)
    if json:
        print_json({"statements": to_json(judged), "run": describe_run(found)})
        return
    print_table(
        ("statement", "model agrees under", "opposite under", "in words"),
        [
            (j.statement.claim, ", ".join(j.holds) or "-", ", ".join(j.fails) or "-", j.sentence())
            for j in judged
        ],
    )
    print_notes(
        "Grade: assumed. Thresholds of the theories and most channels are not settled by data."
    )


@decision.command()
def watch(json: Json = False) -> None:
    """Print what would count against each theory, and what of it is met on the newest data."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.theories.indicators import watch as read_watch

    rows = read_watch(open_evidence())
    if json:
        print_json(
            {
                "rows": [
                    {
                        "theory": w.theory,
                        "id": w.against.id,
                        "statement": w.against.statement,
                        "status": w.status,
                        "computed": w.computed,
                        "finding": w.finding,
                        "checked": "" if w.computed else w.against.checked,
                        "evidence": list(w.against.evidence),
                    }
                    for w in rows
                ]
            }
        )
        return
    print_table(
        ("theory", "what would count against it", "status", "decided by", "finding"),
        [
            (
                w.theory,
                w.against.statement,
                w.status,
                "data" if w.computed else f"hand, {w.against.checked}",
                w.finding,
            )
            for w in rows
        ],
    )
