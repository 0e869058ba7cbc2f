"""`sinews brief` and `sinews rerun`: the document, and the same document again."""

from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import Json, count

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
    from sinews.present.cache.briefs import recall_brief
    from sinews.present.export.files import check_format, write_format

    if more and not strategies:
        raise UsageError(f"{more[0]!r} names nothing: strategies follow --strategies.")
    named = [*(strategies or ()), *(more or ())]
    check_format(format)
    evidence = open_evidence()
    made = recall_brief(evidence, lang, question, named, futures, afresh=afresh)
    document = write_format(format, made, out, evidence)
    save_run(made.run)
    _report(document, made.run.id, (), json)


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
