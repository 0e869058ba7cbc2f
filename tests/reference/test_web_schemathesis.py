"""The API against its own description, with cases that schemathesis makes up."""

from collections import Counter
from contextlib import suppress
from zlib import crc32

import httpx
import pytest
from browsing import PATIENCE
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

CASES = 2_000
POSTED = 160
"""Cases of the one operation with a body; the rest is shared by the others."""
KNOWN = {
    "figures": "support.allocated.us.military.y2024",
    "tables": "support_monthly",
    "charts": "support_pace",
    "claims": "c01",
    "strategies": "us_stop",
    "levers": "posture",
    "hypotheses": "pressure",
}
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


@pytest.fixture(scope="module")
def server():
    pytest.importorskip("fastapi")
    from web_server import serve

    from sinews.web.settings import Settings

    limits = {"requests": 10**9, "runs_a_minute": 10**9, "waiting": 10**6}
    with serve(Settings(**limits)) as address:
        yield address


def fill(case, run):
    """Put an id that exists into half of the cases that name one; keep runs small."""
    parts = case.operation.path.split("/")
    chance = crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if case.path_parameters and chance % 2:
        case.path_parameters["id"] = KNOWN.get(parts[3], run)
        if "form" in case.path_parameters:
            case.path_parameters["form"] = ("svg", "json", "csv", "parquet")[chance // 2 % 4]
    if isinstance(case.body, dict) and isinstance(case.body.get("strategy"), dict):
        case.body["futures"] = 50
    return case


@pytest.mark.slow
def test_two_thousand_cases_meet_no_server_error(server):
    schemathesis = pytest.importorskip("schemathesis")
    schemathesis.checks.load_all_checks()
    kept = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]
    # the first answer computes all figures, which takes longer than schemathesis waits
    assert httpx.get(f"{server}/api/v1/figures", timeout=PATIENCE).status_code == 200
    schema = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json")
    small = {"strategy": {"id": "mine", "label": "Mine"}, "futures": 50}
    run = httpx.post(
        f"{server}/api/v1/runs", json=small, headers={"prefer": "wait=30"}, timeout=PATIENCE
    ).json()["id"]
    operations = [o.ok() for o in schema.get_all_operations()]
    free = [o for o in operations if any(o.iter_parameters()) or any(o.body)]
    others = -(-(CASES - POSTED) // (len(free) - 1))
    seen: Counter[int] = Counter()
    for o in operations:
        posted = o.path == "/api/v1/runs" and o.method == "post"
        left = (POSTED if posted else others) if o in free else 1
        before = seen.total()
        for mode in (schemathesis.GenerationMode.NEGATIVE, schemathesis.GenerationMode.POSITIVE):
            cases = o.as_strategy(generation_mode=mode)
            negative = mode == schemathesis.GenerationMode.NEGATIVE
            examples = left // 2 if negative else left - (seen.total() - before)
            # where every text is a valid id, no case can break the description
            with suppress(Unsatisfiable):
                check_operation(cases, max(examples, 1), (run, kept), seen)
    assert seen.total() >= CASES
    assert max(seen) < 500
    assert {200, 202, 404, 422} <= set(seen)


def check_operation(cases, examples, given_to_all, seen):
    run, kept = given_to_all

    @given(case=cases)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        answer = fill(case, run).call(timeout=PATIENCE)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=kept)

    check()
