"""`sinews data list` and `where`: what is available, from which release, and what is used."""

from collections.abc import Mapping

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.runs import runs_folder
from sinews.data.store.store import Store
from sinews.data.store.vintage import Vintage, sort_by_age


def list_places(store: Store) -> dict[str, str]:
    """Return the folders that Sinews uses."""
    return {
        "home": str(store.home),
        "store": str(store.folder),
        "downloads": str(store.home / "downloads"),
        "runs": str(runs_folder(store.home)),
    }


def list_tables(evidence: Evidence, store: Store) -> list[dict[str, object]]:
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
    known = store.vintages()
    groups = sorted({(v.kind, v.table) for v in known})
    order = [v for g in groups for v in sort_by_age(v for v in known if (v.kind, v.table) == g)]
    newest = {v.table: v.sequence for v in order if v.kind == "raw" and v.usable}
    return shipped + [_describe_vintage(v, evidence, newest) for v in order]


def _stored_is_used(evidence: Evidence, id: str) -> bool:
    return id in evidence.stored and id not in evidence.passed_over


def _describe_vintage(
    vintage: Vintage, evidence: Evidence, newest: Mapping[str, int]
) -> dict[str, object]:
    return {
        "id": vintage.id,
        "table": vintage.table,
        "kind": vintage.kind,
        "rows": vintage.rows,
        "releases": [r.key for r in vintage.releases],
        "retrieved": max(r.retrieved for r in vintage.releases).isoformat(),
        "used": _say_used(vintage, evidence, newest),
        "notes": list(vintage.notes),
        "sha256": vintage.sha256,
        "url": vintage.made.get("url"),
        "licence": vintage.made.get("licence"),
    }


def _say_used(vintage: Vintage, evidence: Evidence, newest: Mapping[str, int]) -> str:
    if not vintage.usable:
        return f"no: {vintage.retired or vintage.quarantined}"
    if vintage.kind == "raw":
        if vintage.part or newest[vintage.table] == vintage.sequence:
            return "for compiling"
        return "no: a newer one is here"
    if evidence.stored.get(vintage.table) != vintage:
        return "no: a newer one is here" if evidence.stored else "no: only shipped tables are used"
    why = evidence.passed_over.get(vintage.table)
    return f"no: {why}" if why else "yes"
