"""`sinews data`: bring data in, look after them, compare releases."""

from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.output import print_json, print_table

app = typer.Typer(help="Bring data in, check them, compare releases.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
    json: Json = False,
) -> None:
    """For developers: build the shipped reference tables from the originals."""
    from sinews.data.compiled import COMPILED
    from sinews.data.reference import compile_reference
    from sinews.data.sources import READERS

    written = compile_reference(origin, out, readers=READERS, compiled=COMPILED, only=only or ())
    if json:
        print_json([{"table": w.id, "rows": w.rows, "bytes": w.bytes} for w in written])
        return
    print_table(["table", "rows", "bytes"], [(w.id, w.rows, w.bytes) for w in written])
    print(f"{len(written)} tables, {sum(w.bytes for w in written):,} bytes in {out}")
