"""A progress bar on standard error, shown only to people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_downloads() -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield a function that is told file name, bytes so far, and bytes in all where known."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def update(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name)
            progress.update(tasks[name], completed=done, total=total)

        yield update
