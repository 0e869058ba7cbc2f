"""The statements of the article in the language of the reader."""

from sinews.claims.claim import Claim, Test
from sinews.present.text.ledger_words import check_key, claim_key, section_key
from sinews.present.text.words import Words


def say_claim(words: Words, claim: Claim, part: str) -> str:
    """Return the statement, ``then``, ``since`` or ``why`` of a claim; figures stay ``[[id]]``.

    A part that the claim does not have is empty.
    """
    return _say(words, claim_key(claim, part))


def say_test(words: Words, claim: Claim, test: Test, part: str) -> str:
    """Return the label of a claim's test or the reason of its bound, which may be empty."""
    return _say(words, check_key(claim, test, part))


def say_section(words: Words, claim: Claim) -> str:
    """Return the section of the article in which a claim stands."""
    return words.say(section_key(claim))


def _say(words: Words, key: str) -> str:
    return words.say(key) if words.has(key) else ""
