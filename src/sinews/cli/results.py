"""`sinews results`: which results that travel with the package are fresh; making stale ones."""

from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

if TYPE_CHECKING:
    from sinews.core.artifact import Artifact


def results(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these; else all.")
    ] = None,
    make: Annotated[
        bool, typer.Option("--make", help="Compute stale ones again, in the right order.")
    ] = False,
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Where only code changed: compute a part again; where it agrees, accept the code.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="With --make: fresh ones, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the results that travel with the package: fresh, or stale and why."""
    from sinews.cli.output import print_json, print_table
    from sinews.core.artifact.make import order_artifacts
    from sinews.errors import UsageError
    from sinews.results import list_results

    if make and confirm:
        raise UsageError("Either --make or --confirm.")
    known = list_results()
    chosen = order_artifacts(tuple(known[i] for i in ids or known.ids))
    if make or confirm:
        _renew(chosen, set(ids or known.ids) if force else set(), confirm=confirm)
    rows = [_describe(a) for a in chosen]
    if json:
        print_json({"results": rows})
        return
    shown = [(r["id"], r["label"], r["state"], "; ".join(r["changed"])) for r in rows]
    print_table(("id", "result", "state", "what changed"), shown)


class ResultCells(TypedDict):
    """A kept result as the command prints it."""

    id: str
    label: str
    state: str
    changed: list[str]
    files: list[str]
    after: list[str]


def _describe(artifact: "Artifact[Any]") -> ResultCells:
    from sinews.core.artifact import find_changes

    changed = find_changes(artifact)
    return {
        "id": artifact.id,
        "label": artifact.label,
        "state": "stale" if changed else "fresh",
        "changed": list(changed),
        "files": list(artifact.files),
        "after": [a.id for a in artifact.after],
    }


def _renew(artifacts: "tuple[Artifact[Any], ...]", forced: set[str], *, confirm: bool) -> None:
    """Make or confirm what is stale, each result after those that it is computed from."""
    import sys
    from time import monotonic

    from sinews.core.artifact import find_changes
    from sinews.core.artifact.make import confirm_artifact, make_artifact

    for artifact in artifacts:
        if not find_changes(artifact) and artifact.id not in forced:
            continue
        start = monotonic()
        if confirm:
            said = confirm_artifact(artifact)
        else:
            moved = make_artifact(artifact, _tell(artifact.id))
            said = "made; its content changed" if moved else "made; its content is the same"
        print(f"{artifact.id}: {said} ({monotonic() - start:.0f} s)", file=sys.stderr)


def _tell(id: str) -> Any:  # noqa: ANN401
    import sys

    return lambda step: print(f"{id}: {step}", file=sys.stderr, flush=True)
