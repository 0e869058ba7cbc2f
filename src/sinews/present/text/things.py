"""Names of countries and goods in the language of the reader."""

from sinews.core.places import countries
from sinews.data.read.labels import name_goods
from sinews.present.text.labels import translate
from sinews.present.text.words import Words


def name_country(words: Words, code: str) -> str:
    """Return the name of any country in the reader's language; in English where it has none."""
    for key in (f"web.countries.{code}", f"donors.{code.lower()}"):
        if words.has(key):
            return words.say(key)
    return countries()[code].name


def describe_goods(words: Words, code: str) -> tuple[str, bool]:
    """Return what an HS or CN code is called, and whether that is in the reader's language."""
    name = name_goods(code)
    found = name if words.language == "en" else translate(name, words.language)
    return found or name, found is not None
