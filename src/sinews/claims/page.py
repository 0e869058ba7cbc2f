"""The table of docs/claims.md: every claim with its kind and verdict, then and since."""

from collections.abc import Sequence

from sinews.claims.claim import Judged


def write_table(then: Sequence[Judged], since: Sequence[Judged]) -> str:
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


def _word(judged: Judged) -> str:
    return judged.verdict.replace("_", " ")
