"""`sinews brief` and `sinews rerun`: the document, and the same document again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sinews.cli.options import Json, count

if TYPE_CHECKING:
    from sinews.data.evidence.evidence import Evidence

EVERY: Final = "all"

Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder to write to.")]


def brief(
    out: Out = Path("brief"),
    lang: Annotated[str, typer.Option(help="Language of the text.")] = "en",
    question: Annotated[
        str,
        typer.Option(help='Question it answers: an id, or words like "Can Europe replace the US?"'),
    ] = "",
    strategies: Annotated[
        list[str] | None, typer.Option(help="Strategies that it compares; several may follow.")
    ] = None,
    more: Annotated[
        list[str] | None, typer.Argument(metavar="STRATEGY", help="More of them.")
    ] = None,
    country: Annotated[
        str, typer.Option(help="Donor that it is about: NL, Netherlands; `all` writes every one.")
    ] = "",
    format: Annotated[str, typer.Option(help="Document to write: html, pdf, md or docx.")] = "html",
    futures: Annotated[
        int | None,
        count("Run every strategy with so many futures now; else as shipped.", 100, 100_000),
    ] = None,
    afresh: Annotated[bool, typer.Option(help="Compute it even if nothing changed.")] = False,
    json: Json = False,
) -> None:
    """Write the brief: the document, the data and picture of every chart, all figures."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.runs import save_run
    from sinews.errors import UsageError
    from sinews.present.brief.brief_options import read_order
    from sinews.present.cache.briefs import recall_brief
    from sinews.present.export.files import check_format, write_format

    if more and not strategies:
        raise UsageError(f"{more[0]!r} names nothing: strategies follow --strategies.")
    named = [*(strategies or ()), *(more or ())]
    check_format(format)
    order = read_order(lang, question, named, futures, country)
    evidence = open_evidence()
    if country == EVERY:
        _write_countries(evidence, lang, format, out, as_json=json)
        return
    made = recall_brief(evidence, order, afresh=afresh)
    document = write_format(format, made, out, evidence)
    save_run(made.run)
    _report(document, made.run.id, (), json)


def _write_countries(
    evidence: "Evidence", lang: str, format: str, out: Path, *, as_json: bool
) -> None:
    """Write the brief of every donor into a folder of its own, from one set of figures."""
    from sinews.cli.output import print_json
    from sinews.present.brief.brief import open_study, write_brief
    from sinews.present.country.view import gather_countries
    from sinews.present.export.files import write_format

    written = {
        donor: write_format(format, write_brief(content), out / donor, evidence)
        for donor, content in gather_countries(open_study(evidence, lang))
    }
    if as_json:
        print_json({"pages": {donor: str(path) for donor, path in written.items()}})
        return
    print(*written.values(), sep="\n")


def rerun(
    run: Annotated[str, typer.Argument(help="Id of a run, or the manifest.json of a brief.")],
    out: Out = Path("brief"),
    json: Json = False,
) -> None:
    """Write the brief of an earlier run again; exit 1 and say so where an input differs."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.present.brief.rerun import find_run, repeat_brief

    manifest = find_run(run)
    made, changed = repeat_brief(manifest, open_evidence())
    page = made.write(out)
    _report(page, manifest.id, changed, json)
    if changed:
        raise typer.Exit(1)


def _report(page: Path, run: str, changed: tuple[str, ...], as_json: bool) -> None:
    from sinews.cli.output import print_json

    if as_json:
        print_json({"page": str(page), "run": run, "differs": list(changed)})
        return
    print(page)
    print(f"run {run}")
    for line in changed:
        print(f"differs: {line}")
