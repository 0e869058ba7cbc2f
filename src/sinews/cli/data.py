"""`sinews data`: bring data in, look after them, compare releases."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import App, Json, count
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.data.fetch.endpoints import Endpoint

app = App(help="Bring data in, check them, compare releases.")


@app.command()
def where(json: Json = False) -> None:
    """Show the folders that Sinews uses."""
    from sinews.data.store.listing import list_places
    from sinews.data.store.store import Store

    places = list_places(Store())
    print_json(places) if json else print_table(["what", "where"], places.items())


@app.command(name="list")
def list_tables(json: Json = False) -> None:
    """List the tables, shipped and stored, with release and date."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.evidence.freshness import list_reach
    from sinews.data.store.listing import list_tables
    from sinews.data.store.store import Store

    evidence = open_evidence()
    rows, reach = list_tables(evidence, Store()), list_reach(evidence)
    if json:
        print_json({"rows": rows, "reach": [r.to_json() for r in reach]})
        return
    today = date.today()
    print_table(
        ("data", "to", "from"),
        [
            (r.label, f"{r.until} (old)" if r.is_old(today) else r.until, ", ".join(r.sources))
            for r in reach
        ],
        title="To which month the data in use reach; old: ended more than twelve months ago",
    )
    shown = ("id", "kind", "rows", "retrieved", "used")
    print_table(shown, [[r[c] for c in shown] for r in rows], title="\nTables")


@app.command()
def sources() -> None:
    """Print the page of sources, docs/sources.md."""
    from sinews.data.compile.tables import all_kinds
    from sinews.data.evidence.source_page import write_source_page

    print(write_source_page(all_kinds()), end="")


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files or folders.")],
    release: Annotated[
        str | None, typer.Option(help="The producer's name of the release, if the file is silent.")
    ] = None,
    retrieved: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day or month you obtained it; today when left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Bring a producer's files into the store; they are recognised by their content."""
    from sinews.data.compile.tables import all_kinds
    from sinews.data.read.releases import Arrival
    from sinews.data.store.add import add_files
    from sinews.data.store.reports import describe_import, parse_day, report_import
    from sinews.data.store.store import Store

    arrival = Arrival(retrieved=parse_day(retrieved), release=release)
    added = add_files(paths, Store(), all_kinds(), arrival)
    print_json(describe_import(added)) if json else print_notes(report_import(added))
    if not added.whole:
        raise typer.Exit(1)


@app.command()
def retire(
    name: Annotated[
        str, typer.Argument(metavar="TABLE@RELEASE", help="Or SOURCE@RELEASE, all its tables.")
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Take it back into use.")] = False,
    json: Json = False,
) -> None:
    """Take a stored release out of use, for example one that its producer withdrew."""
    from sinews.data.compile.tables import all_kinds
    from sinews.data.store.add import retire_vintages
    from sinews.data.store.reports import describe_import, report_import
    from sinews.data.store.store import Store

    found, added = retire_vintages(Store(), all_kinds(), name, undo=undo)
    ids = [v.id for v in found]
    if json:
        print_json({"in_use": undo, "vintages": ids} | describe_import(added))
        return
    print_notes(f"{'Back in use' if undo else 'No longer used'}: {', '.join(ids)}")
    print_notes(report_import(added))


@app.command()
def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Ids that --addresses lists.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="See --addresses.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another host to which the producer may redirect.")
    ] = None,
    addresses: Annotated[
        bool, typer.Option("--addresses", help="Only list what can be fetched, and from where.")
    ] = False,
    endpoints: Annotated[
        Path | None, typer.Option(help="A file of addresses to use instead of the shipped one.")
    ] = None,
    json: Json = False,
) -> None:
    """Download sources from their producers; without SOURCE, all that need no --set."""
    from sinews.data.fetch.endpoints import describe_endpoint, list_endpoints, load_endpoints

    known = load_endpoints(endpoints)
    if not addresses:
        chosen = [known[s] for s in sources or ()] or [e for e in known if not e.settings]
        _fetch(chosen, settings or (), tuple(allow_host or ()), json)
    elif json:
        print_json({"rows": [describe_endpoint(e) for e in known]})
    else:
        print_notes(list_endpoints(known))


def _fetch(
    endpoints: Sequence["Endpoint"], settings: Sequence[str], hosts: tuple[str, ...], json: bool
) -> None:
    from sinews.cli.output import show_downloads
    from sinews.data.compile.tables import all_kinds
    from sinews.data.fetch.endpoints import parse_settings
    from sinews.data.fetch.fetch import Wish, fetch_source
    from sinews.data.store.reports import describe_import, report_import
    from sinews.data.store.store import Store
    from sinews.errors import SinewsError, UsageError

    done, failed = {}, {}
    with show_downloads() as progress:
        wish = Wish(parse_settings(settings), hosts, progress=progress)
        for endpoint in endpoints:
            try:
                done[endpoint.id] = fetch_source(endpoint, Store(), all_kinds(), wish)
            except UsageError:
                raise
            except SinewsError as error:
                failed[endpoint.id] = str(error)
    if json:
        print_json({"done": {i: describe_import(a) for i, a in done.items()}, "failed": failed})
    else:
        for id, added in done.items():
            print_notes(f"{id}:\n{report_import(added)}")
        for id, why in failed.items():
            print(f"sinews: {id}: {why}", file=sys.stderr)
    if failed or not all(a.whole for a in done.values()):
        raise typer.Exit(1)


@app.command()
def verify(
    repair: Annotated[
        bool, typer.Option("--repair", help="Restore the manifest, forget damaged tables.")
    ] = False,
    json: Json = False,
) -> None:
    """Compare every stored and shipped table with its digest; exit 1 on damage."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.reports import describe_verification, report_verification
    from sinews.data.store.store import Store
    from sinews.data.store.verify import verify_all

    found = verify_all(Store(), open_evidence(), repair=repair)
    print_json(describe_verification(found)) if json else print_notes(report_verification(found))
    if found.damages:
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A vintage as `data list` names it, or a table.")],
    new: Annotated[str | None, typer.Argument(help="The newest vintage when left out.")] = None,
    limit: Annotated[int, count("Changed cells shown.", 1, 10_000)] = 40,
    json: Json = False,
) -> None:
    """Show what changed between two vintages of a table, cell by cell."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.compare import compare_vintages, describe_diff, report_diff
    from sinews.data.store.store import Store

    found = compare_vintages(Store(), open_evidence(), old, new)
    print_json(describe_diff(found)) if json else print_notes(report_diff(found, limit))


@app.command()
def compile(
    origin: Annotated[
        Path, typer.Argument(metavar="FROM", help="Folder with the producers' originals.")
    ] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the reference tables are written.")] = Path(
        "src/sinews/data/reference"
    ),
    only: Annotated[
        list[str] | None, typer.Option(help="Compile this table only; may be repeated.")
    ] = None,
    store: Annotated[
        bool, typer.Option("--store", help="Instead, build the store's compiled tables again.")
    ] = False,
    json: Json = False,
) -> None:
    """For developers: build the shipped reference tables from the originals."""
    if store:
        _compile_store(json)
        return
    from sinews.data.compile.reference import compile_reference
    from sinews.data.compile.tables import all_kinds
    from sinews.results import stamp_compiled

    written = compile_reference(origin, out, all_kinds(), only=only or ())
    stamp_compiled(out)
    if json:
        print_json({"rows": [{"table": w.id, "rows": w.rows, "bytes": w.bytes} for w in written]})
        return
    print_table(["table", "rows", "bytes"], [(w.id, w.rows, w.bytes) for w in written])
    print_notes(f"{len(written)} tables, {sum(w.bytes for w in written):,} bytes in {out}")


def _compile_store(json: bool) -> None:
    from sinews.data.compile.tables import all_kinds
    from sinews.data.store.add import recompile_store
    from sinews.data.store.reports import describe_import, report_import
    from sinews.data.store.store import Store

    added = recompile_store(Store(), all_kinds())
    print_json(describe_import(added)) if json else print_notes(report_import(added))
    if not added.whole:
        raise typer.Exit(1)


@app.command()
def bulk(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Comext bulk files, one a period.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the partitions.")],
    procedures: Annotated[
        str, typer.Option(help="Statistical procedures that are added up.")
    ] = "1,2,3,9",
    json: Json = False,
) -> None:
    """Write Comext bulk files to Parquet by year, streaming: for what is too large for `add`."""
    from sinews.data.bulk.stream import describe_part, write_bulk_parquet

    parts = write_bulk_parquet(paths, out, procedures=procedures.split(","))
    rows = [describe_part(p) for p in parts]
    if json:
        print_json({"rows": rows})
        return
    listed = ("late", "notes")
    shown = [r | {n: ", ".join(r[n]) or "-" for n in listed} for r in rows]
    print_table(list(shown[0]), [list(r.values()) for r in shown])


alias_app = App(help="Your own names of countries and areas, for labels that Sinews does not know.")
app.add_typer(alias_app, name="alias")


@alias_app.command(name="add")
def add_alias(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="As the producer writes it.")],
    place: Annotated[
        str, typer.Argument(metavar="XX", help="ISO code of a country, or a name Sinews knows.")
    ],
    json: Json = False,
) -> None:
    """Let a producer's label name a country or area in every later import."""
    from sinews.data.read.aliases import add_alias, aliases_path

    area = add_alias(label, place)
    record = {"label": label, "id": area.id, "kind": area.kind, "file": str(aliases_path())}
    print_json(record) if json else print(f"{label!r} is {area.id} ({area.kind}) from now on.")


@alias_app.command(name="list")
def list_aliases(json: Json = False) -> None:
    """List your own names of places."""
    from sinews.data.read.aliases import load_aliases

    rows = [{"label": k, "id": a.id, "kind": a.kind} for k, a in sorted(load_aliases().items())]
    if json:
        print_json({"rows": rows})
        return
    print_table(["label", "id", "kind"], [list(r.values()) for r in rows])
