"""Every chapter: its page is in the navigation, has its words, and is served."""

import pytest

from sinews.present.brief.chapters import CHAPTERS
from sinews.present.text.words import read_words

LANGUAGES = ("en", "de", "uk")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_its_page_is_served_and_named(chapter):
    pytest.importorskip("fastapi")
    from sinews.web.page import NAV
    from sinews.web.pages import EXPLORERS, PAGES

    address = f"/{chapter.page}"
    assert (chapter.page, address) in NAV
    served = [r.path for router in PAGES for r in router.routes]
    assert served.count(address) == 1, "one router serves it, an explorer or its chapters alone"
    if chapter.page not in EXPLORERS:
        return
    assert chapter.page in {c.page for c in CHAPTERS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_navigation_is_named_and_asked_about(language):
    pytest.importorskip("fastapi")
    from sinews.web.page import NAV

    words = read_words(language)
    for key, _ in NAV[1:]:
        assert all(words.has(k) for k in (f"web.nav.{key}", f"web.overview.ask_{key}"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_its_data_reach_to_a_month(chapter, evidence):
    if chapter.dated:
        assert chapter.dated in chapter.needs
        assert evidence.frame(chapter.dated)["month"].null_count() == 0


def test_the_opening_says_how_far_each_instrument_reaches():
    assert {"support", "losses", "diversion"} <= {c.id for c in CHAPTERS if c.dated}
