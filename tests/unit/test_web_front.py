"""The page of the front: every month of every published forecast, and what came of it."""

import re
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest

from sinews.front.forecast.ledger import list_entries, read_published, shipped_folder
from sinews.present.brief.brief import open_study
from sinews.present.text.words import read_words
from sinews.web.page import languages
from sinews.web.pages.front import COLUMNS, count_entries, row


@pytest.fixture(scope="module")
def published():
    return list(read_published(shipped_folder()))


@pytest.mark.parametrize("language", languages())
def test_every_month_that_was_published_stands_in_the_ledger(web_server, published, language):
    page = httpx.get(f"{web_server}/front?lang={language}", timeout=120).text
    assert page.count('id="ledger"') == 1
    ledger = page[page.index('id="ledger"') :]
    body = ledger[ledger.index("<tbody>") : ledger.index("</tbody>")]
    months = sum(p.table.select("series", "month").unique().height for p in published)
    assert body.count("<tr>") == months >= 13 * 12
    for month in published[-1].table["month"].unique():
        assert body.count(f">{read_words(language).month(month)}<") >= 13
    assert 'table class="stack numbers sortable"' in ledger
    assert body.count("data-value=") == 4 * months
    assert 'id="table-front_ledger"' not in page


def test_hits_and_misses_are_told_once_the_month_is_in(evidence, published):
    reader = SimpleNamespace(study=open_study(evidence), words=read_words("en"))
    first = list_entries(evidence, published[-1])[0]
    inside = replace(first, observed=first.median, hit=True)
    outside = replace(first, observed=first.high + 1, hit=False)
    waiting = replace(first, observed=None, hit=None)
    said = [
        {column: text for column, _, text in row(reader, e)} for e in (inside, outside, waiting)
    ]
    assert [s["state"] for s in said] == ["hit", "miss", "not in yet"]
    assert all(tuple(s) == COLUMNS and s["ahead"] == "1" for s in said)
    assert re.fullmatch(r"[\d,]+", said[0]["observed"])
    assert said[2]["observed"] == "–"
    count = count_entries(reader, [inside, outside, waiting])
    assert (count["count"], count["known"], count["hits"]) == ("3", "2", "1")
