"""Two generations of every source that can be fetched, made up, and a server that misbehaves."""

import json
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from zipfile import ZipFile, ZipInfo

import reader_fixtures as made
import trade_fixtures as trade

from sinews.core.periods import add_months
from sinews.data.fetch.endpoints import load_endpoints, name_files

SETTINGS = {
    "eurostat_comext": {"period": "202203"},
    "eurostat_comext_api": {
        "reporter": "DE",
        "partner": "KG",
        "goods": "87032319",
        "flow": "2",
        "first": "2022-03",
        "last": "2022-04",
    },
    "un_comtrade": {
        "reporter": "417",
        "partner": "276",
        "flow": "M",
        "goods": "870323",
        "year": "2022",
    },
}
REVISED = ("DE", date(2024, 1, 1))
"""The donor-month whose military allocations the second generation revises by EUR 0.25 bn."""


def kiel(second):
    months = [add_months(date(2022, 1, 1), i) for i in range(54 if second else 52)]
    plain = made.allocations

    def allocations(donor, month):
        financial, humanitarian, military = plain(donor, month)
        if second and (donor, month) == REVISED:
            military = round(military + 0.25, 6)
        return [financial, humanitarian, military]

    row = ("30", "06/2026", "2026-11-10") if second else ("29", "04/2026", "2026-08-04")
    info = (*row, f"Ukraine Support Tracker, Release {row[0]} ({row[1]})")
    with patch.multiple(made, MONTHS=months, allocations=allocations):
        return {
            "release_info.csv": made.csv_bytes(("release", "period", "date", "label"), [info]),
            "data_explorer.csv": made.donor_months(),
            "total_allocations.csv": made.month_totals(),
            "procurement_trends.csv": made.sourcing(),
            "weapons.csv": made.weapons(),
            "eu_aid_shares.csv": made.eu_shares(),
        }


def losses(second):
    days = [made.DAYS[0] + timedelta(days=i) for i in range(len(made.DAYS) + 40 * second)]
    with patch.multiple(made, DAYS=days):
        return {
            "russia_losses_equipment.json": made.equipment(),
            "russia_losses_personnel.json": made.personnel(),
            "russia_losses_equipment_correction.json": made.revisions(),
        }


def world_bank(second):
    head, records = json.loads(trade.world_bank())
    if second:
        head["lastupdated"] = "2026-07-01"
        records[0]["value"] *= 1.1
    return json.dumps([head, records]).encode()


def bulk(folder, second):
    """The archive says when it was made, and the second one another value."""
    path = folder / f"bulk{second}.zip"
    text = trade.BULK.replace("202203,10,10", "202203,11,11") if second else trade.BULK
    with ZipFile(path, "w") as archive:
        archive.writestr(ZipInfo("full.dat", (2026, 6 + second, 1, 0, 0, 0)), text)
    return path.read_bytes()


def sdmx(second):
    text = trade.comext_sdmx()
    return text.replace(b"15/09/26", b"15/10/26").replace(b",100,", b",120,") if second else text


def comtrade(second):
    text = trade.un_comtrade()
    return text.replace(b"1000.5", b"1100.5") if second else text


def make_generation(folder, *, second):
    """Return file name to content of everything that the shipped endpoints serve."""
    files = {**kiel(second), **losses(second)}
    files["world_bank_gdp.json"] = world_bank(second)
    one = {
        "eurostat_comext": bulk(folder, second),
        "eurostat_comext_api": sdmx(second),
        "un_comtrade": comtrade(second),
    }
    return files | {f"{id}.bin": content for id, content in one.items()}


class Producers:
    """Serves one generation; `wrong` maps a file to what goes wrong with it."""

    def __init__(self, first, second):
        self.generations = (first, second)
        self.files, self.wrong, self.asked = first, {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                """Say nothing."""

            def do_GET(self):
                name = self.path.rsplit("/", 1)[-1]
                outer.asked.append(name)
                content, wrong = outer.files[name], outer.wrong.get(name, "")
                if wrong == "slow":
                    time.sleep(1.5)
                body = b"<!DOCTYPE html>" if wrong == "page" else content
                self.send_response(500 if wrong == "500" else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body[: len(body) // 2] if wrong == "cut off" else body)
                except OSError:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def endpoints(self, kinds=None):
        """Return the shipped endpoints, or those in `kinds`, with addresses at this server."""
        from dataclasses import replace

        found = []
        for e in load_endpoints():
            names = [n if n in self.files else f"{e.id}.bin" for n in name_files(e)]
            urls = tuple(f"http://127.0.0.1:{self.server.server_port}/{n}" for n in names)
            found.append(replace(e, files=urls, names=name_files(e)))
        return tuple(e for e in found if kinds is None or e.id in kinds)
