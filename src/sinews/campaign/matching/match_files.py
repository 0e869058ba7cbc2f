"""`sinews campaign match`: make the shipped draws again and write them with their record."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from sinews.campaign.matching.diagnose import diagnose, pool
from sinews.campaign.matching.draws import digest_inputs, encode_draws
from sinews.campaign.matching.history import match_history, open_history, score_holdout
from sinews.campaign.matching.match import SmcSettings
from sinews.data.evidence.evidence import Evidence

POPULATIONS = 2


def write_matched(
    evidence: Evidence, folder: Path, *, seed: int, settings: SmcSettings, holdout: date
) -> dict[str, Any]:
    """Match independent populations, diagnose them, score the hold-out, and write the files.

    Returns
    -------
    dict
        The record that is written to matched.json.
    """
    populations = [
        match_history(evidence, seed=seed + k, settings=settings) for k in range(POPULATIONS)
    ]
    diagnosis = diagnose(populations, open_history(evidence), seed=seed)
    early = match_history(evidence, seed=seed + POPULATIONS, settings=settings, until=holdout)
    scored = score_holdout(evidence, early.uniform, matched_to=holdout)
    record = {
        "inputs": digest_inputs(),
        "seed": seed,
        "particles": settings.particles,
        "evidence": evidence.table("support_monthly").sources,
        "diagnosis": diagnosis.to_json(),
        "holdout": {
            "matched_to": holdout.isoformat(),
            "bands": [
                {
                    "id": s.band.id,
                    "unit": s.band.unit,
                    "published": s.band.central,
                    "low": round(s.low, 3),
                    "median": round(s.median, 3),
                    "high": round(s.high, 3),
                    "naive": None if s.naive is None else round(s.naive, 3),
                    "inside": s.inside,
                }
                for s in scored
            ],
        },
    }
    buffer = BytesIO()
    encode_draws(pool(populations)).write_parquet(buffer, compression="zstd")
    (folder / "matched.parquet").write_bytes(buffer.getvalue())
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (folder / "matched.json").write_text(text + "\n", encoding="utf-8")
    return record
