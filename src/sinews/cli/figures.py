"""`sinews figures` and `sinews explain`: published numbers and where each comes from."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Json
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.data.evidence.chain import Chain


def figures(
    prefix: Annotated[str, typer.Argument(help="Start of the ids, for example support.")] = "",
    json: Json = False,
) -> None:
    """List the published figures whose ids start with PREFIX; without it, how many there are."""
    from sinews.claims.published import list_published
    from sinews.core.manifest import RunManifest
    from sinews.data.evidence.evidence import open_evidence

    evidence = open_evidence()
    found = list_published(evidence, prefix)
    if json:
        run = RunManifest(
            command="figures",
            settings={"prefix": prefix},
            seed=0,
            draws=0,
            releases=evidence.releases(),
        )
        print_json({"figures": [f.to_json() for f in found], "run": run.to_json()})
        return
    if not prefix:
        print_table(["family", "figures"], _count_families(f.id for f in found))
        print_notes(
            f"{len(found)} figures. `sinews figures PREFIX` lists the values, "
            "`sinews explain ID` shows where one comes from, `--json` prints all."
        )
        return
    rows = [(f.id, f.value, f.low, f.high, f.unit, f.describe_grade(), f.as_of) for f in found]
    print_table(["id", "value", "low", "high", "unit", "grade", "as of"], rows)
    print_notes(f"{len(found)} figures; `sinews explain ID` shows where one comes from.")


def _count_families(ids: Iterable[str]) -> list[tuple[str, int]]:
    """Return how many figures each family has."""
    from sinews.catalogue import FAMILIES

    longest = sorted((*FAMILIES.ids, "claims"), key=len, reverse=True)
    return sorted(Counter(next(f for f in longest if id.startswith(f)) for id in ids).items())


def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a figure, or the start of ids.")],
    json: Json = False,
) -> None:
    """Show the whole chain behind one figure: method, rows, releases, cautions, inputs.

    With the start of several ids, list the figures below it.
    """
    from sinews.claims.published import explain_published, list_below
    from sinews.data.evidence.evidence import open_evidence

    evidence = open_evidence()
    if below := list_below(evidence, id):
        if json:
            print_json({"rows": [{"id": f.id, "label": f.label} for f in below]})
            return
        print_table(["figure", "what it is"], [(f.id, f.label) for f in below])
        print_notes(f"{len(below)} figures are below {id}; `sinews explain ID` explains one.")
        return
    chain = explain_published(evidence, id)
    if json:
        print_json(chain.to_json())
        return
    _print_chain(chain, indent="")


def _print_chain(chain: "Chain", indent: str) -> None:
    f = chain.figure
    interval = "" if f.low is None else f" ({f.low:,.6g} to {f.high:,.6g})"
    lines = [
        f.label,
        f"  {f.id} = {f.value:,.6g}{interval} {f.unit}, {f.describe_grade()}, as of {f.as_of}",
        f"  Method: {f.method}",
    ]
    if f.interval_note:
        lines.append(f"  Interval: {f.interval_note}")
    if f.rows:
        lines.append(f"  Rows: {f.rows}")
    if f.query:
        lines.append(f"  Formula: {f.query.formula}")
    for name, cells in chain.cells:
        lines.append(f"  {name}, the sum of {cells.height} cells:")
        lines += ["    " + " ".join(map(str, row)) for row in cells.iter_rows()]
    for release, source in chain.releases:
        title = f"{source.title}. {source.producer}" if source else "unknown source"
        published = f", published {release.published}" if release.published else ""
        lines.append(f"  Release {release.key}: {title}{published}, retrieved {release.retrieved}")
        if source:
            lines.append(f"    {source.url or 'in the package'} (licence: {source.licence})")
        lines.append(f"    sha256 {release.sha256}")
    for fact in chain.facts:
        lines.append(f"  Fact {fact['fact']}: {fact.get('publisher')}, {fact.get('title')}")
        lines.append(f"    {fact.get('source_date')}, {fact.get('url')}")
    lines += [f"  Caution: {c}" for c in chain.cautions]
    print_notes(*(indent + line for line in lines))
    for part in chain.inputs:
        print(f"{indent}  From:")
        _print_chain(part, indent + "    ")
