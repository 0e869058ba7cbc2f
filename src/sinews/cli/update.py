"""`sinews update`: fetch, add, compile, verify, and say what changed."""

from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import Json
from sinews.cli.output import print_json, print_notes


def update(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be fetched, and from where.")
    ] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another host to which a producer may redirect.")
    ] = None,
    endpoints: Annotated[
        Path | None, typer.Option(help="A file of addresses to use instead of the shipped one.")
    ] = None,
    json: Json = False,
) -> None:
    """Fetch every source that has an address, and say in words what changed."""
    from sinews.cli.output import show_downloads
    from sinews.data.compile.tables import all_kinds
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.fetch.endpoints import load_endpoints
    from sinews.data.fetch.fetch import Wish
    from sinews.data.store.store import Store
    from sinews.update.report import report_update
    from sinews.update.run import describe_update, update_all

    with show_downloads() as progress:
        updated = update_all(
            Store(),
            open_evidence(),
            all_kinds(),
            tuple(load_endpoints(endpoints)),
            Wish(hosts=tuple(allow_host or ()), progress=progress),
            dry_run=dry_run,
        )
    print_json(describe_update(updated)) if json else print_notes(report_update(updated))
    if not updated.whole:
        raise typer.Exit(1)
