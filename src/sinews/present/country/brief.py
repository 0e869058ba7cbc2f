"""The brief of one country, as a file of its own; and those of all, from one study."""

from collections.abc import Iterator
from dataclasses import replace

from sinews.present.brief.content import Content
from sinews.present.brief.study import Study
from sinews.present.country.view import open_record, view_country


def gather_country(study: Study, name: str) -> Content:
    """Return what the brief of one country shows.

    Raises
    ------
    UnknownNameError
        No donor is called so; the nearest are suggested.
    """
    record = open_record(study, name)
    settings = {"language": study.words.language, "country": record.donor}
    own = replace(study, run=replace(study.run, settings=settings))
    view = view_country(own, record)
    return Content(
        study=own,
        heading=view.title,
        lede=str(view.lede.striptags()),
        keys=view.keys,
        chapters=view.chapters,
        findings=(),
        used=view.used,
        drawn={},
        files={},
        only=record.figures(),
    )


def gather_countries(study: Study) -> Iterator[tuple[str, Content]]:
    """Yield every donor with what its brief shows."""
    for donor in study.frame("donors")["donor"]:
        yield donor, gather_country(study, donor)
