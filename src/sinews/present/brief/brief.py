"""The brief: one document from all instruments, with every file that belongs to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, TypedDict

import polars as pl

from sinews.catalogue import list_figures
from sinews.claims.judge import judge_all
from sinews.claims.published import PREFIX, claim_figures
from sinews.core.manifest import RunManifest
from sinews.core.table import write_csv
from sinews.data.evidence.evidence import Evidence
from sinews.present.brief.brief_options import Order, read_order
from sinews.present.brief.compose import Composer
from sinews.present.brief.content import INDEX, TEXT, Brief, Content
from sinews.present.brief.questions import available_chapters, read_questions
from sinews.present.brief.study import Figures, Study, figures_of
from sinews.present.brief.summary import select_findings, view_finding
from sinews.present.cache.figures import digest_code, keep_figures, read_kept, recall_figures
from sinews.present.country.view import gather_country
from sinews.present.export.markdown import to_markdown
from sinews.present.export.outline import outline
from sinews.present.figures.drawing import RUNS, draw_charts
from sinews.present.page import render_page
from sinews.present.text.words import read_words

PARAMETERS: Final = (
    "claims/ledger.toml",
    "present/brief/findings.toml",
    "present/brief/questions.toml",
    "present/brief/selection.toml",
    "present/figures/tokens.toml",
)
"""Files of the package whose content decides what a brief says, named one by one."""


def open_study(
    evidence: Evidence, language: str = "en", question: str = "", strategies: Sequence[str] = ()
) -> Study:
    """Return a study with every figure and verdict computed; parameters as of `make_brief`."""
    order = read_order(language, question, strategies)
    figures = recall_figures(evidence, digest_code(), list_figures)
    study = _study(evidence, order, Figures({}, {f.id: f for f in figures}))
    len(study.figures)
    return study


def _study(evidence: Evidence, order: Order, figures: Figures) -> Study:
    """Return a study whose figures and verdicts are computed as they are read."""
    judge = cache(partial(judge_all, evidence, figures))
    figures.waiting[PREFIX] = lambda: claim_figures(judge())
    run = RunManifest(
        command="brief",
        settings=order.settings,
        seed=0,
        draws=0,
        releases=evidence.releases(),
        parameters={"code": digest_code(), **{name: _digest(name) for name in PARAMETERS}},
    )
    return Study(
        evidence=evidence,
        figures=figures,
        judge=judge,
        words=read_words(order.language),
        run=run,
        strategies=order.strategies,
        question=order.question,
    )


def make_brief(
    evidence: Evidence,
    language: str = "en",
    question: str = "",
    strategies: Sequence[str] = (),
    futures: int | None = None,
    country: str = "",
) -> Brief:
    """Return the brief of the evidence.

    Parameters
    ----------
    evidence
        The compiled tables.
    language
        A folder of ``words``.
    question
        Id or words of a template of ``questions.toml``; empty for the overview, or for the
        strategies where some are named.
    strategies
        Ids of the strategies that are compared; empty for all shipped.
    futures
        Run every strategy with so many futures now; None for the shipped results.
    country
        Code or name of a donor, for its own brief; excludes the others.

    Raises
    ------
    UsageError
        No template answers the question.
    UnknownNameError
        No such language or strategy, or a text names a figure or sentence that does not exist.
    """
    order = read_order(language, question, strategies, futures, country)
    return write_brief(gather(evidence, order, files=True))


def gather(evidence: Evidence, order: Order, *, files: bool = False) -> Content:
    """Return what a brief shows, for any form.

    Parameters
    ----------
    files
        True for the files of each chart too, which `write_brief` needs.
    """
    if order.country:
        return gather_country(open_study(evidence, order.language), order.country)
    futures = order.futures
    own = evidence if futures == evidence.futures else replace(evidence, futures=futures)
    # Figures of futures run for one brief are not kept.
    kept = read_kept(evidence, digest_code()) if futures is None else None
    figures = figures_of(own) if kept is None else Figures({}, {f.id: f for f in kept})
    study = _study(own, order, figures)
    template, available = read_questions()[study.question], available_chapters(own.ids)
    chapters = template.select(available)
    with draw_charts(study, chapters, partial(figures.prepare, RUNS), files=files) as charts:
        composer = Composer(study=study, drawn=charts.drawn)
        views = [composer.compose(c, i) for i, c in enumerate(chapters, start=1)]
        chosen = select_findings(study, available, template.candidates)
        findings = [view_finding(study, f) for _, f in chosen]
        if kept is None and futures is None:
            found = [f for id, f in figures.items() if not id.startswith(PREFIX)]
            keep_figures(evidence, digest_code(), tuple(found))
    key = template.key
    return Content(
        study=study,
        heading=study.words.say(f"{key}.title"),
        lede=study.words.say(f"{key}.lede"),
        chapters=views,
        findings=findings,
        used=composer.used,
        drawn=charts.drawn,
        files=charts.files,
    )


def write_brief(content: Content) -> Brief:
    """Return the page, the text, and the files of every chart, gathered with its files."""
    study = content.study
    page = render_page(content)
    out: dict[str, bytes] = {INDEX: page.encode()}
    out[TEXT] = to_markdown(outline(content)).encode()
    for id, d in content.drawn.items():
        out[f"data/{id}.csv"] = write_csv(d.frame)
        out[f"data/{id}.parquet"] = _parquet(d.frame)
        out[f"charts/{id}.svg"] = content.files[id].svg.encode()
        out[f"charts/{id}.png"] = content.files[id].picture.result()
    out["figures.json"] = _figures_json(figures_record(study, content.only))
    out["manifest.json"] = _json(study.run.to_json())
    return Brief(files=out, run=study.run)


class FiguresCells(TypedDict):
    """The file figures.json: figures, and the run that they are of."""

    figures: list[dict[str, object]]
    run: dict[str, object]


def figures_record(study: Study, only: Sequence[str] = ()) -> FiguresCells:
    """Return the record of figures.json: every published figure or some of them, and the run."""
    figures = [study.figures[id].to_json() for id in sorted(only or study.figures)]
    return {"figures": figures, "run": study.run.to_json()}


def _digest(name: str) -> str:
    return sha256((files("sinews") / name).read_bytes()).hexdigest()


def _parquet(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def _figures_json(record: FiguresCells) -> bytes:
    """Return the record with one figure a line: written many times faster than with indents."""
    write = partial(json.dumps, ensure_ascii=False, allow_nan=False)
    lines = ",\n".join(write(f) for f in record["figures"])
    return f'{{"figures": [\n{lines}\n],\n"run": {write(record["run"])}}}\n'.encode()


def _json(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()
