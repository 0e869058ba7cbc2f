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


@contextmanager
def show_steps(label: str, total: int) -> Iterator[Callable[[str], None]]:
    """Yield a function that is told the name of each finished step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)

        def update(name: str) -> None:
            progress.update(task, advance=1, description=f"{label} {name}")

        yield update
