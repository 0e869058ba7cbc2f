"""`sinews data list` and `where`: what is at hand, from which release, and what is used."""

from typing import Any

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.runs import runs_folder
from sinews.data.store.store import Store
from sinews.data.store.vintage import Vintage


def list_places(store: Store) -> dict[str, str]:
    """Return the folders that Sinews uses."""
    return {
        "home": str(store.home),
        "store": str(store.folder),
        "downloads": str(store.home / "downloads"),
        "runs": str(runs_folder(store.home)),
    }


def list_tables(evidence: Evidence, store: Store) -> list[dict[str, Any]]:
    """Return one record a table, shipped tables first, then vintages by table and age."""
    shipped = [
        {
            "id": f"{id}@shipped",
            "table": id,
            "kind": "shipped",
            "rows": record["rows"],
            "releases": [f"{r['source']}@{r['id']}" for r in record["releases"]],
            "retrieved": max((r["retrieved"] for r in record["releases"]), default=None),
            "used": "no: the store's is" if _stored_is_used(evidence, id) else "yes",
        }
        for id, record in evidence.shipped.items()
    ]
    order = sorted(store.vintages(), key=lambda v: (v.kind, v.table, v.age))
    return shipped + [_describe_vintage(v, evidence) for v in order]


def _stored_is_used(evidence: Evidence, id: str) -> bool:
    return id in evidence.stored and id not in evidence.passed_over


def _describe_vintage(vintage: Vintage, evidence: Evidence) -> dict[str, Any]:
    return {
        "id": vintage.id,
        "table": vintage.table,
        "kind": vintage.kind,
        "rows": vintage.rows,
        "releases": [r.key for r in vintage.releases],
        "retrieved": max(r.retrieved for r in vintage.releases).isoformat(),
        "used": _say_used(vintage, evidence),
        "sha256": vintage.sha256,
        "url": vintage.made.get("url"),
        "licence": vintage.made.get("licence"),
    }


def _say_used(vintage: Vintage, evidence: Evidence) -> str:
    if vintage.kind == "raw":
        return "for compiling"
    if evidence.stored.get(vintage.table) != vintage:
        return "no: a newer one is here" if evidence.stored else "no: only shipped tables are used"
    why = evidence.passed_over.get(vintage.table)
    return f"no: {why}" if why else "yes"
