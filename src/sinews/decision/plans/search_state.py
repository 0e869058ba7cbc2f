"""The state of a search in a JSON file: the same call goes on where it stopped."""

import json
from collections.abc import Mapping
from pathlib import Path

from sinews.errors import UsageError

Score = tuple[float, ...]
"""What one plan gave."""


class SearchState:
    """Scores of the points that were tried; kept in a file where one is given.

    A search is decided by its seed, so a call with known scores repeats its steps for nothing and
    goes on with the first that is not known.
    """

    def __init__(self, file: Path | None) -> None:
        self.file, self.search = file, ""
        self.scores: dict[str, Score] = {}

    def open(self, search: str) -> None:
        """Read the file of an earlier call.

        Raises
        ------
        UsageError
            The file cannot be read or belongs to another search.
        """
        self.search = search
        if self.file is None or not self.file.exists():
            return
        try:
            record = json.loads(self.file.read_text(encoding="utf-8"))
            known, scores = record["search"], record["scores"]
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"{self.file} is not the state of a search; name another.") from None
        if known != search:
            raise UsageError(
                f"{self.file} belongs to a search with another budget, horizon, seed, weights or "
                "model; name another file or delete it."
            )
        self.scores = {k: tuple(map(float, v)) for k, v in scores.items()}

    def add(self, scores: Mapping[str, Score]) -> None:
        """Add scores and write the file, whole or not at all."""
        self.scores |= scores
        if self.file is None:
            return
        text = json.dumps({"search": self.search, "scores": self.scores}, allow_nan=False)
        part = self.file.with_name(self.file.name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(self.file)

    def __contains__(self, key: str) -> bool:
        return key in self.scores

    def __getitem__(self, key: str) -> Score:
        return self.scores[key]

    def __len__(self) -> int:
        return len(self.scores)
