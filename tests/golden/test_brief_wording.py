"""The whole text of the brief keeps the wording rules, in every language."""

import re

import pytest
from wording_lint import lint, patterns

from sinews.claims.ledger import read_ledger
from sinews.present.brief.brief import gather
from sinews.present.brief.brief_options import read_order
from sinews.present.export.outline import (
    MARKS,
    Heading,
    Image,
    Paragraph,
    Sheet,
    outline,
)
from sinews.present.figures.charts import CHARTS
from sinews.present.text.statements import say_claim
from sinews.present.text.words import languages, read_entries, read_words

PASSIVE = re.compile(r"\b(wird|werden)\b")
"""German forms both the future and the passive with it; only of comparisons are both refused."""
COMPARISONS = ("campaign", "decision")
SENTENCE_END = r"(?<!Mrd\.)(?<!Mio\.)(?<=[.!?])\s+(?=[^a-zа-яіїєґ])"


def texts(item):
    """The texts of one item of the outline of a brief, each on its own."""
    match item:
        case Heading(text=text) | Image(alt=text):
            return [text]
        case Paragraph(kind="code"):
            return []
        case Paragraph(runs=runs):
            return ["".join(r.text for r in runs)]
        case Sheet(rows=rows):
            return ["".join(r.text for r in cell) for row in rows for cell in row]
    raise AssertionError(item)


def grade_of(item, sentence):
    """The grade of the numbers that a sentence shows: counted only if every mark says so."""
    if isinstance(item, Image):
        counted = CHARTS[item.id].grade == "counted"
    else:
        others = "".join(mark for grade, mark in MARKS.items() if grade != "counted")
        counted = MARKS["counted"] in sentence and not re.search(f"[{others}]", sentence)
    return "counted" if counted else "estimated"


def complaints(text, item, language, *, about_comparisons):
    """What the rules refuse in one text of a brief; the base rate may stand anywhere in it."""
    for sentence in re.split(r"(?<=[.!?]) ", text):
        strict = about_comparisons or language != "de"
        said = sentence if strict else PASSIVE.sub("…", sentence)
        found = lint(said, grade_of(item, sentence), language)
        if found and patterns(language)["base_rate"].search(text):
            found = tuple(f for f in found if "base rate" not in f)
        yield from found


@pytest.mark.parametrize("language", languages())
def test_the_whole_brief_keeps_the_rules(language, evidence):
    content = gather(evidence, read_order(language))
    starts = {f"{c.number}. ": c.id for c in content.chapters}
    words = read_words(language)
    quoted = {f"{c.number}. {say_claim(words, c, 'statement')}" for c in read_ledger()}
    quoted |= {
        text for key, text in read_entries(language).items() if key.startswith("arguments.claim.")
    }
    chapter, visited, seen = "", set(), 0
    for item in outline(content):
        if isinstance(item, Heading) and item.level == 2:
            chapter = next((id for n, id in starts.items() if item.text.startswith(n)), "")
            visited.add(chapter)
        for text in texts(item):
            if text in quoted:
                continue
            seen += 1
            about = chapter in COMPARISONS
            assert list(complaints(text, item, language, about_comparisons=about)) == []
    assert seen > 400
    assert visited >= set(COMPARISONS)


@pytest.mark.parametrize("language", languages())
def test_what_is_stated_or_planned_is_said_to_be(language, evidence):
    """A claim or a plan never reads as a count: its sentence holds a word that says so."""
    find, wrong = patterns(language), []
    for item in outline(gather(evidence, read_order(language))):
        for text in texts(item):
            sentences = re.split(SENTENCE_END, text)
            wrong += [
                f"{grade}: {sentence}"
                for sentence in sentences
                for grade in ("stated", "planned")
                if MARKS[grade] in sentence and not find[grade].search(sentence)
            ]
    legend = [w for w in wrong if all(mark in w for mark in MARKS.values())]
    assert [w for w in wrong if w not in legend] == []
