"""Count the words of a translated page that stay in English, and list them by where they stand.

    python bench/english_left.py brief-de/index.html [--list]

A text that is English says so with ``lang="en"``; this counts its words against all of the page.
"""

import argparse
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

EMPTY = {"meta", "link", "br", "wbr", "input", "img", "hr", "col", "path", "circle", "rect", "line"}
SILENT = {"script", "style", "svg", "code", "pre", "textarea"}


class Counted(HTMLParser):
    """Words by language, and the texts that are English."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str, bool]] = []
        self.words: Counter[str] = Counter()
        self.english: Counter[tuple[str, str]] = Counter()

    def handle_starttag(self, tag, attrs):
        if tag in EMPTY:
            return
        given = dict(attrs)
        language = given.get("lang") or (self.stack[-1][1] if self.stack else "")
        silent = tag in SILENT or bool(self.stack and self.stack[-1][2])
        self.stack.append((tag, language, silent))

    def handle_endtag(self, tag):
        while self.stack and tag in {t for t, _, _ in self.stack}:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data):
        if not self.stack or self.stack[-1][2] or not data.strip():
            return
        tag, language, _ = self.stack[-1]
        count = sum(any(c.isalpha() for c in w) for w in data.split())
        self.words[language] += count
        if language == "en":
            self.english[tag, " ".join(data.split())] += count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--list", action="store_true", help="List the English texts.")
    asked = parser.parse_args()
    counted = Counted()
    counted.feed(asked.page.read_text(encoding="utf-8"))
    total, english = sum(counted.words.values()), counted.words["en"]
    print(f"{english} of {total} words are English: {100 * english / total:.1f} %")
    if asked.list:
        for (tag, text), n in counted.english.most_common():
            print(f"{n:6} {tag:8} {text[:160]}")


if __name__ == "__main__":
    main()
