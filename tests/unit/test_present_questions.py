"""Questions find their template; findings are chosen by size, grade and novelty."""

import json
from dataclasses import replace

import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.catalogue import list_figures
from sinews.cli import app
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError, UsageError
from sinews.present.brief import summary
from sinews.present.brief.brief import open_study
from sinews.present.brief.brief_options import read_order
from sinews.present.brief.chapter import Finding
from sinews.present.brief.findings import declared, distance_from_zero
from sinews.present.brief.questions import (
    available_chapters,
    find_question,
    name_block,
    read_questions,
)
from sinews.present.brief.summary import select_findings, view_finding
from sinews.present.figures.charts.campaign import strategies as campaign_strategies
from sinews.present.text.words import languages, read_words

QUESTIONS = list(read_questions())


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


@pytest.mark.parametrize(
    ("asked", "id"),
    [
        ("Can Europe replace the US?", "replace-us"),
        ("can europe replace AMERICA", "replace-us"),
        ("replace-us", "replace-us"),
        ("Do sanctions work?", "circumvention"),
        ("enough shells", "shells"),
    ],
)
def test_a_question_finds_its_template(asked, id):
    assert find_question(asked).id == id


@pytest.mark.parametrize("language", languages())
def test_every_question_is_found_in_every_language(language):
    for question in QUESTIONS:
        assert find_question(read_words(language).say(f"{question.key}.ask")) is question


def test_an_unknown_question_names_the_nearest_and_all_others():
    with pytest.raises(UsageError, match="replace-us") as error:
        find_question("Can Europe replace its tanks?")
    assert "The nearest is 'Can Europe replace the US?'" in str(error.value)
    assert all(q.id in str(error.value) for q in QUESTIONS)
    result = CliRunner().invoke(app, ["brief", "--question", "who will win"])
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2


def test_templates_name_chapters_blocks_and_findings_that_exist(study):
    chapters = {c.id: c for c in available_chapters(study.evidence.ids)}
    offered = {f.id for c in chapters.values() for f in c.findings(study)}
    offered |= {f["id"] for f in declared()}
    assert len(QUESTIONS) == 5
    for question in QUESTIONS:
        assert set(question.candidates) <= offered
        for id, only in question.chapters:
            if id in chapters:
                assert set(only) <= {name_block(b) for b in chapters[id].blocks}
        assert question.select(chapters.values())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_three_to_five_findings_each_with_its_grade_and_interval(question, study):
    chosen = select_findings(study, available_chapters(study.evidence.ids), question.candidates)
    assert 3 <= len(chosen) <= 5
    assert len({f.figure for _, f in chosen}) == len(chosen)
    for _, finding in chosen:
        view, figure = view_finding(study, finding), study.figure(finding.figure)
        assert view.grade == figure.grade
        assert view.title.endswith(".")
        assert view.caution.startswith("May mislead because")
        assert ("90 % interval" in view.unit) == (figure.low is not None)


def test_a_stronger_grade_and_a_newer_number_win(study):
    def offer(id, figure, size=0.8):
        return Finding(id=id, figure=figure, size=size)

    class Fake:
        def __init__(self, id, *found):
            self.id, self.findings = id, lambda _: found

    old, new = "diversion.rule.all.mar_nov_2021", "support.replace.us.d1.missing_eur_bn_year"
    assumed = "materiel.clock.tank"
    chapters = [
        Fake("a", offer("old", old), offer("again", old)),
        Fake("b", offer("assumed", assumed)),
        Fake("c", offer("new", new), offer("nothing", new, 0.0)),
    ]
    assert [f.id for _, f in select_findings(study, chapters)] == ["old", "again", "assumed", "new"]
    few = [Fake(c.id, *c.findings(study)) for c in chapters]
    few[1] = Fake("b", offer("assumed", assumed, 0.3))
    assert "assumed" not in [f.id for _, f in select_findings(study, few)]


class Changed(Evidence):
    """Evidence in which the United States allocates as before."""

    def table(self, id):
        table = super().table(id)
        if id != "support_by_donor":
            return table
        late = pl.col("window").is_in(["y2025", "last_12m"])
        american = (pl.col("donor") == "US") & (pl.col("type") == "military") & late
        changed = pl.when(american).then(19.0).otherwise("allocated_eur_bn")
        return replace(table, frame=table.frame.with_columns(allocated_eur_bn=changed))


def test_when_a_table_changes_the_findings_change(evidence, study):
    changed = Changed(evidence.folder, evidence.store, evidence.mode)
    figures = {f.id: f for f in list_figures(changed, "support")}
    here = replace(study, evidence=changed, figures={**study.figures, **figures})
    question = read_questions()["replace-us"]

    def found(s):
        chapters = available_chapters(s.evidence.ids)
        return [view_finding(s, f) for _, f in select_findings(s, chapters, question.candidates)]

    before, after = found(study), found(here)
    assert any(v.title == "American military support has all but stopped." for v in before)
    assert not any(v.title == "American military support has all but stopped." for v in after)
    assert [v.id for v in before] != [v.id for v in after]


def test_a_difference_of_unknown_sign_is_no_finding(study):
    figure = study.figure("campaign.difference.full_offensive.net_ground_km2")
    assert 0 < distance_from_zero(figure) < 1
    assert distance_from_zero(replace(figure, low=-1.0, high=1.0)) == 0.0


def test_a_set_of_strategies_is_compared_alone(study):
    order = read_order("en", "", ["us_stop", "full_offensive"])
    assert order.question == "strategies"
    assert order.strategies == ("full_offensive", "us_stop")
    here = replace(study, strategies=order.strategies)
    frame = campaign_strategies.table(here)
    assert set(frame["strategy"]) == {"full_offensive", "us_stop"}
    one = campaign_strategies.table(replace(study, strategies=("us_stop",)))
    assert set(one["strategy"]) == {"us_stop"}
    with pytest.raises(UnknownNameError, match="us_stop"):
        read_order("en", "", ["us_stopp"])
    with pytest.raises(UsageError, match="compared with"):
        read_order("en", "", ["actual_2024_2026"])
    assert json.dumps(order.settings)


def test_scores_of_findings_are_hand_worked(study):
    """Size x grade x novelty: 0.7 for what was known by January 2024, one half for a repetition."""
    rules = summary._rules()
    old, new = "diversion.rule.all.mar_nov_2021", "support.replace.us.d1.missing_eur_bn_year"
    assert study.figure(old).grade == study.figure(new).grade == "counted"
    first, second = (("a", Finding(id=i, figure=f, size=0.8)) for i, f in (("x", new), ("y", old)))
    third = ("a", Finding(id="z", figure="materiel.clock.tank", size=0.8))

    def score(offered, *chosen):
        return summary._score(study, offered, chosen, rules)

    assert score(first) == pytest.approx(0.8)
    assert score(second) == pytest.approx(0.8 * 0.7)
    assert score(second, first) == pytest.approx(0.8 * 0.7 * 0.5)
    assert score(third) == pytest.approx(0.8 * 0.4)
    assert score(third, first, second) == pytest.approx(0.8 * 0.4 * 0.25)
