"""Progress on a terminal: a bar with runs a second and the time that is left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sinews.engine.run.runner import Progress

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def show_progress(
    label: str, console: "Console | None" = None
) -> Iterator[Callable[[Progress], None]]:
    """Yield what `run_study` takes as ``on_progress``; the bar goes to standard error.

    Parameters
    ----------
    label
        What is being computed.
    console
        Where to draw; None for standard error.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
    )
    with Bar(*columns, console=console or Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None, speed="")

        def update(progress: Progress) -> None:
            speed = f"{progress.runs_per_second:,.0f} runs/s, {progress.seconds_left:,.0f} s left"
            bar.update(task, completed=progress.runs_done, total=progress.runs_wanted, speed=speed)

        yield update
