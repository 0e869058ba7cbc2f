"""The statements of the article in the language of the reader."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinews.claims.claim import Claim, Test
from sinews.claims.ledger import read_ledger

if TYPE_CHECKING:
    from sinews.present.text.words import Words

PARTS = ("statement", "then", "since", "why")
TEST_PARTS = ("label", "why")


def claim_key(claim: Claim, part: str) -> str:
    """Return the key of one part of a claim, a name of `PARTS`."""
    return f"ledger.{claim.id}.{part}"


def check_key(claim: Claim, test: Test, part: str) -> str:
    """Return the key of one part of a claim's test, a name of `TEST_PARTS`."""
    return f"ledger.{claim.id}.tests.{test.id}.{part}"


def section_key(claim: Claim) -> str:
    """Return the key of the section of the article in which a claim is."""
    return f"ledger.sections.{re.sub('[^a-z]+', '_', claim.section.casefold())}"


def ledger_entries() -> dict[str, str]:
    """Return the English sentences of the ledger by key; parts that are empty have none."""
    return {key: text for claim in read_ledger() for key, text in _sentences(claim) if text}


def _sentences(claim: Claim) -> Iterator[tuple[str, str]]:
    yield section_key(claim), claim.section
    for part in PARTS:
        yield claim_key(claim, part), getattr(claim, part)
    for test in claim.tests:
        for part in TEST_PARTS:
            yield check_key(claim, test, part), getattr(test, part)


def say_claim(words: "Words", claim: Claim, part: str) -> str:
    """Return the statement, ``then``, ``since`` or ``why`` of a claim; figures stay ``[[id]]``.

    A part that the claim does not have is empty.
    """
    return _say(words, claim_key(claim, part))


def say_test(words: "Words", claim: Claim, test: Test, part: str) -> str:
    """Return the label of a claim's test or the reason of its bound, which may be empty."""
    return _say(words, check_key(claim, test, part))


def say_section(words: "Words", claim: Claim) -> str:
    """Return the section of the article in which a claim is."""
    return words.say(section_key(claim))


def _say(words: "Words", key: str) -> str:
    return words.say(key) if words.has(key) else ""
