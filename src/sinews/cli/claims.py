"""`sinews claims`: the statements of the article against the data."""

from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sinews.claims.claim import Judged


def claims(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim, like c33.")] = "",
    as_of: Annotated[
        str,
        typer.Option(metavar="YYYY-MM", help="Use only what is dated by the end of this month."),
    ] = "",
    page: Annotated[
        bool, typer.Option("--page", help="Print the table of docs/claims.md.")
    ] = False,
    json: Json = False,
) -> None:
    """Judge the statements of the article, all or one, now or as of 2024-01, when it appeared."""
    from sinews.claims.judge import judge_all
    from sinews.cli.output import print_json, print_table
    from sinews.data.evidence.evidence import open_evidence
    from sinews.errors import UnknownNameError

    if page:
        _print_page()
        return
    judged = judge_all(open_evidence(), known=_last_day(as_of) if as_of else None)
    chosen = [j for j in judged if id in ("", j.claim.id)]
    if not chosen:
        raise UnknownNameError("claim", id, [j.claim.id for j in judged])
    if json:
        print_json({"claims": [j.to_json() for j in chosen]})
        return
    rows = [
        (j.claim.id, j.verdict.replace("_", " "), j.claim.kind, j.claim.statement) for j in chosen
    ]
    print_table(["id", "verdict", "kind", "statement"], rows)
    if id:
        _print_readings(chosen[0])


def _print_page() -> None:
    from sinews.catalogue import list_figures
    from sinews.claims.claim import WRITTEN
    from sinews.claims.judge import judge_all
    from sinews.data.evidence.evidence import open_evidence

    evidence = open_evidence()
    figures = {f.id: f for f in list_figures(evidence)}
    then = judge_all(evidence, figures, known=WRITTEN)
    typer.echo(write_table(then, judge_all(evidence, figures)), nl=False)


def _last_day(month: str) -> "date":
    from sinews.data.sources.register.common import parse_period
    from sinews.errors import UsageError

    try:
        return parse_period(month, end=True)
    except ValueError as error:
        raise UsageError(f"--as-of: {error}; write a month as 2024-01.") from None


def _print_readings(judged: "Judged") -> None:
    from sinews.cli.output import print_table

    rows = [
        ("yes" if r.holds else "no", r.figure.value, r.figure.unit, r.test.when, r.figure.id)
        for r in judged.readings
    ]
    print_table(["holds", "value", "unit", "known", "figure"], rows)


def write_table(then: "Sequence[Judged]", since: "Sequence[Judged]") -> str:
    """Return the Markdown table of all claims, and the reason of every typed verdict.

    Parameters
    ----------
    then, since
        The verdicts of `judge_all` as of the article's month and with everything.
    """
    lines = ["| id | statement | kind | by | then | since |", "|---|---|---|---|---|---|"]
    for early, late in zip(then, since, strict=True):
        claim = late.claim
        by = f"{len(late.readings)} tests" if len(late.readings) > 1 else "1 test"
        cells = (
            claim.id,
            claim.statement,
            claim.kind,
            by if late.computed else "typed",
            _word(early),
            _word(late),
        )
        lines.append(f"| {' | '.join(cells)} |")
    typed = [f"- {j.claim.id}: {j.claim.why}" for j in since if not j.computed]
    return "\n".join([*lines, "", "Typed, because:", "", *typed]) + "\n"


def _word(judged: "Judged") -> str:
    return judged.verdict.replace("_", " ")
