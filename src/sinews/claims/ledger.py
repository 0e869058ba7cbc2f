"""The ledger of claims, read strictly from ``ledger.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from sinews.claims.claim import (
    KINDS,
    VERDICTS,
    Claim,
    Role,
    Test,
    When,
)
from sinews.core.registry import Registry
from sinews.errors import EvidenceError, UnknownNameError

_CLAIM = frozenset(Claim.__dataclass_fields__) - {"tests"} | {"test"}
_BOUNDS = ("at_least", "at_most", "below")
_TEST = ("id", "label", "when", "check", "why", "role", *_BOUNDS)


@cache
def read_ledger() -> Registry[Claim]:
    """Return all claims in the order of the article.

    Raises
    ------
    EvidenceError
        An entry is incomplete or holds something the ledger does not know.
    """
    text = (files("sinews.claims") / "ledger.toml").read_text(encoding="utf-8")
    claims = [parse_claim(r) for r in tomllib.loads(text)["claim"]]
    return Registry("claim", tuple(sorted(claims, key=lambda c: c.number)))


def parse_claim(record: Mapping[str, Any]) -> Claim:
    """Return one claim of the ledger.

    Raises
    ------
    EvidenceError
        It neither is tested nor says why it cannot be, or a field is unknown.
    UnknownNameError
        Its kind or verdict is none of those that exist.
    """
    where = f"Claim {record.get('id')!r} of ledger.toml"
    if unknown := set(record) - _CLAIM:
        raise EvidenceError(f"{where} holds unknown fields {sorted(unknown)}.")
    fields = {k: v for k, v in record.items() if k != "test"}
    tests = tuple(parse_test(t) for t in record.get("test", ()))
    if not tests and not (record.get("typed") and record.get("why")):
        raise EvidenceError(f"{where} has no test; give one, or `typed` and `why`.")
    if record["kind"] not in KINDS:
        raise UnknownNameError("kind of claim", record["kind"], KINDS)
    if record.get("typed", VERDICTS[0]) not in VERDICTS:
        raise UnknownNameError("verdict", record["typed"], VERDICTS)
    for name in ("facts", "decided_by"):
        if name in fields:
            fields[name] = tuple(fields[name])
    return Claim(**fields, tests=tests)


def parse_test(record: Mapping[str, Any]) -> Test:
    """Return one test; what is not a field of a test is a setting of its check.

    Raises
    ------
    EvidenceError
        It has no bound, or is neither of then nor since.
    UnknownNameError
        Its role is none of those that exist.
    """
    fields = {k: v for k, v in record.items() if k in _TEST}
    if not set(_BOUNDS) & set(fields):
        raise EvidenceError(f"Test {record.get('id')!r} has no bound: at_least or at_most.")
    if record.get("when") not in get_args(When):
        raise EvidenceError(f"Test {record.get('id')!r}: `when` is 'then' or 'since'.")
    if (role := record.get("role", "bound")) not in get_args(Role):
        raise UnknownNameError("role of a test", role, get_args(Role))
    return Test(**fields, inputs={k: v for k, v in record.items() if k not in _TEST})
