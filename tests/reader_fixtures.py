"""Made-up files of every kind of source: valid, of full size, with no figure of a producer."""

import csv
import io
import json
from datetime import date, timedelta

import openpyxl

from sinews.core.periods import add_months
from sinews.core.provenance import Release
from sinews.core.table import EvidenceTable
from sinews.data.sources.kiel.common import donor_groups, donor_labels, donor_names

DONORS = list(donor_groups())
TYPES = ("financial", "humanitarian", "military")
ISO3 = {d: n for n, d in donor_labels().items() if len(n) == 3} | {"eu_institutions": "EU"}
MONTHS = [add_months(date(2022, 1, 1), i) for i in range(52)]
MEMBERS = [d for d, g in donor_groups().items() if g == "eu27"]


def csv_bytes(header, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def amount(*seed):
    """A made-up amount that differs from cell to cell, exact in six decimals."""
    return (hash_of(seed) % 200_000) / 1e6


def hash_of(seed):
    number = 7
    for c in repr(seed):
        number = (number * 131 + ord(c)) % 1_000_003
    return number


def allocations(donor, month):
    return [amount(donor, month, t) for t in TYPES]


def gdp(donor):
    return 0 if donor == "eu_institutions" else 10 + hash_of(donor) % 5000


def release_info():
    row = ("29", "04/2026", "2026-08-04", "Ukraine Support Tracker, Release 29 (04/2026)")
    return csv_bytes(("release", "period", "date", "label"), [row])


def donor_months():
    header = ["country", "iso", "year", "month", "total", *TYPES, "commitments"]
    rows = []
    for d in DONORS:
        for m in MONTHS:
            parts = allocations(d, m)
            total, committed = round(sum(parts), 6), amount(d, m, "committed")
            pct = round(100 * total / gdp(d), 9) if gdp(d) else "inf"
            tail = [committed, round(committed - total, 6), gdp(d), pct]
            rows.append([donor_names()[d], ISO3[d], m.year, m.month, total, *parts, *tail])
    return csv_bytes([*header, "to_be_allocated", "gdp", "pct_gdp"], rows)


def month_totals():
    rows = []
    for m in MONTHS:
        parts = [round(sum(x), 6) for x in zip(*(allocations(d, m) for d in DONORS), strict=True)]
        rows.append([m.year, m.month, round(sum(parts), 6), *parts])
    return csv_bytes(["year", "month", "total_allocations", *TYPES], rows)


def sourcing():
    names = ["stockpile", "procurement", "unspecified", "nato_purl"]
    rows = [[m.year, m.month, *(amount(m, n) for n in names)] for m in MONTHS]
    return csv_bytes(["year", "month", *names], rows)


def weapons():
    classes = ("Air Defense", "Howitzers", "IFV", "MLRS", "Tanks")
    rows = []
    for d in DONORS[:14]:
        for c in classes:
            a, b = 1 + hash_of((d, c)) % 40, hash_of((c, d)) % 9
            rows.append([donor_names()[d], c, a + b, (a + b) * 1000, f"Type A ({a}); type B ({b})"])
    header = ["donor", "category", "number_of_weapons", "monetary_value_eur", "weapons_list"]
    return csv_bytes(header, rows)


def eu_shares():
    total = sum(round(sum(allocations("eu_institutions", m)), 6) for m in MONTHS)
    rows = []
    for i, d in enumerate(MEMBERS):
        share = round(total / 27, 6) if i else round(total - 26 * round(total / 27, 6), 6)
        own = amount(d, "pct")
        rows.append([donor_names()[d], ISO3[d], own, 0.25, round(own + 0.25, 6), share])
    names = ["bilateral_pct_gdp", "eu_share_pct_gdp", "total_pct_gdp", "eu_share_bn"]
    return csv_bytes(["country", "iso", *names], rows)


GIVERS = [donor_names()[d] for d in DONORS] + ["European Investment Bank"]


def activity_rows():
    """Rows of the main sheet: a pledge, then its allocations; some without a date or a month."""
    rows = []
    for i in range(5600):
        giver = GIVERS[i // 8 % len(GIVERS)]
        type = TYPES[hash_of(("t", i // 8)) % 3].title()
        number = hash_of(("m", i // 8)) % 51
        pledge = i % 8 == 0 and hash_of(("p", i)) % 3 == 0
        value = 0.0 if pledge else 1000.0 * hash_of(("v", i))
        activity = 9000.0 * hash_of(("a", i)) if i % 8 == 0 else 0.0
        day = add_months(date(2022, 1, 15), number - 1) if number else None
        measure = "Commitment" if pledge else "Allocation"
        rows.append((giver, day, type, measure, value, value, activity, number, number > 0))
    return rows


def activities():
    header = ["giver", "dato", "kategori", "maal", "verdi_eur", "verdi_eur_redistr"]
    header += ["verdi_eur_activity", "maaned_nr", "maaned_finnes", "verdi_eur_mrd"]
    return csv_bytes(header, [[*r, r[4] / 1e9] for r in activity_rows()])


def disbursements():
    rows = [
        [donor_names()[d], donor_groups()[d] == "eu27", m.year, m.month, amount(d, m, "paid")]
        for d in ("DE", "US", "GB")
        for m in MONTHS[:50]
    ]
    return csv_bytes(["giver", "er_eu_medlem", "aar", "maaned", "verdi_eur_mrd"], rows)


def population():
    header = ["land", "total_allocation_eur_mrd", "andel_bnp_pct", "per_capita_eur", "bnp_eur_mrd"]
    header += ["folketall", "referanseaar_bnp", "referanseaar_folketall"]
    rows = []
    for d in DONORS:
        total, income, heads = amount(d, "total"), gdp(d) or 9000, 100_000 + hash_of((d, "heads"))
        some = d not in ("eu_institutions", "TW")
        people = [1e9 * total / heads, income, heads] if some else ["", income, ""]
        ratios = [total, 100 * total / income, *people, 2021, 2024 if some else ""]
        rows.append([donor_names()[d], *ratios])
    return csv_bytes(header, rows)


def summary_values():
    """Sums of the activity rows by donor: three allocations, total, three commitments, total."""
    found = {donor_names()[d]: [0.0] * 6 for d in DONORS}
    for giver, _, type, measure, _, value, activity, _, _ in activity_rows():
        name = "EU (Commission and Council)" if giver.startswith("European") else giver
        place = TYPES.index(type.lower())
        found[name][place] += value / 1e9 if measure == "Allocation" else 0.0
        found[name][place + 3] += activity / 1e9
    return {n: [*v[:3], sum(v[:3]), *v[3:], sum(v[3:])] for n, v in found.items()}


def country_summary():
    header = ["land", "er_eu_medlem", "er_geografisk_europa"]
    header += [f"{t}_{m}" for m in ("allocation", "commitment") for t in (*TYPES, "total")]
    back = {n: d for d, n in donor_names().items()}
    rows = [[n, back[n] in MEMBERS, True, *v] for n, v in summary_values().items()]
    return csv_bytes(header, rows)


MAIN_HEADER = (
    "activity_id",
    "donor",
    "announcement_date",
    "aid_type_general",
    "measure",
    "explanation",
    "tot_sub_activity_value_EUR",
    "tot_sub_activity_value_EUR_redistr",
    "tot_activity_value_EUR",
    "month",
    "month_exists_dummy",
    "item",
    "item_type",
    "item_numb",
    "item_numb_deliv",
)


def workbook_sheets():
    """The sheets of a made-up workbook as lists of rows, for tests to spoil."""
    main = [list(MAIN_HEADER)]
    for i, (giver, day, type, measure, value, moved, activity, number, known) in enumerate(
        activity_rows()
    ):
        kind = f"{type} " if type == "Humanitarian" else type
        cells = [f"A{i // 8}", giver, day or ".", kind, measure, "made up"]
        amounts = [value if measure == "Allocation" else ".", moved, activity or "."]
        pieces = [
            "made-up gun",
            ("Heavy weapon", "Heavy Weapon ")[i % 2],
            i % 7,
            (".", i % 3)[i % 2],
        ]
        items = pieces if type == "Military" and i % 4 < 2 else ["."] * 4
        main.append([*cells, *amounts, number, int(known), *items])
    names = ("Financial", "Humanitarian", "Military")
    heads = ["Country", "EU member"]
    for noun, whole in (("allocations", "Total bilateral"), ("commitments", "Total bilateral")):
        heads += [f"{n} {noun} (€ billion)" for n in names] + [f"{whole} {noun} (€ billion)"]
    summary = [[None]] * 7 + [[None, *heads], [None, None, None, *["€ billion"] * 8]]
    rows = [[n, 1, *v] for n, v in summary_values().items()]
    totals = [sum(r[i] for r in rows) for i in range(2, 10)]
    summary += [[None, *r] for r in [*rows, ["Total", None, *totals]]]
    return {
        "ReadMe": [["Ukraine Support Tracker, made up"]],
        "Bilateral Assistance, MAIN DATA": main,
        "Country Summary (€)": summary,
        "Financial disb per Month (€)": payment_sheet(),
    }


def payment_sheet():
    months = [f"{m:%B}" if m.year == 2022 else f"{m:%B} ({m.year})" for m in MONTHS[:50]]
    rows = [[]] * 9 + [[None, None, *months], [None, "Country", *["€ billion"] * 50]]
    for d in ("DE", "US", "GB"):
        rows.append([None, donor_names()[d], *(amount(d, m, "paid") for m in MONTHS[:50])])
    rows.append([None, "Greece", *["No budget support"] * 50])
    return [*rows, [None, "Total", *[1.0] * 50]]


def workbook_bytes(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook():
    return workbook_bytes(workbook_sheets())


DAYS = [date(2022, 2, 25) + timedelta(days=i) for i in range(1260)]
STEADY = ("aircraft", "helicopter", "tank", "APC", "field artillery", "MRL", "drone", "naval ship")
STEADY += ("anti-aircraft warfare",)


def equipment_records():
    records = []
    for i, day in enumerate(DAYS):
        r = {"date": day.isoformat(), "day": i + 2}
        r |= {n: i * (k + 1) + 5 for k, n in enumerate(STEADY)}
        if day < date(2022, 5, 1):
            r |= {"military auto": 10 * i, "fuel tank": i, "mobile SRBM system": 4}
        else:
            r |= {"vehicles and fuel tanks": 11 * i, "cruise missiles": 80 + 13 * i}
        if day >= date(2022, 3, 16):
            r["special equipment"] = 15 * i
        if day >= date(2023, 9, 14):
            r["submarines"] = 1
        records.append(r)
    return records


def json_bytes(records):
    return json.dumps(records, indent=1).encode()


def equipment():
    return json_bytes(equipment_records())


def personnel():
    return json_bytes(
        [
            {"date": d.isoformat(), "day": i + 2, "personnel": 900 * i + 800, "personnel*": "about"}
            for i, d in enumerate(DAYS)
        ]
    )


def revisions():
    names = (*STEADY, "submarines", "special equipment", "vehicles and fuel tanks")
    records = []
    for i in range(30):
        day = date(2023, 6, 1) + timedelta(days=9 * i)
        number = (day - date(2022, 2, 24)).days + 1
        zeros = dict.fromkeys((*names, "cruise missiles", "personnel"), 0)
        records.append({"date": day.isoformat(), "day": number} | zeros | {"tank": i % 3 - 1})
    return json_bytes(records)


def confirmed():
    header = ["aa", "afv", "aircraft", "artillery", "helicopter", "mrl", "tank", "vehicles"]
    rows = []
    for i in range(700):
        day = date(2022, 3, 28) + timedelta(days=2 * i)
        for k, side in enumerate(("Russia", "Ukraine")):
            counts = [float(i * (n + 1 + k)) for n in range(7)]
            if (day, side) == (date(2023, 11, 10), "Russia"):
                counts[1] = 4499.0  # the slip of the source that corrections.toml knows
            rows.append([*counts, 3.0 * i if i > 200 else "", side, day.isoformat()])
    return csv_bytes([*header, "country", "date"], rows)


def confirmed_types():
    header = ["country", "equipment_type", "destroyed", "abandoned", "captured", "damaged"]
    names = [
        *("Tanks", "Armoured Fighting Vehicles", "Infantry Fighting Vehicles"),
        *("Armoured Personnel Carriers", "Infantry Mobility Vehicles"),
        *("Mine-Resistant Ambush Protected (MRAP) Vehicles", "Towed Artillery"),
        *("Self-Propelled Artillery", "Multiple Rocket Launchers", "Anti-Aircraft Guns"),
        *("Self-Propelled Anti-Aircraft Guns", "Surface-To-Air Missile Systems", "Aircraft"),
        *("Helicopters", "Trucks, Vehicles, and Jeeps", "Radars"),
    ]
    rows = []
    for i in range(60):
        day = date(2024, 1, 1) + timedelta(days=i)
        for k, side in enumerate(("Russia", "Ukraine")):
            for n, name in enumerate(names):
                states = [10 * n + i + k, n + k, n, i]
                rows.append([side, name, *states, sum(states), day.isoformat()])
    return csv_bytes([*header, "type_total", "date_recorded"], rows)


def facts():
    header = "id theme side quantity unit period_start period_end low central high basis series"
    header += " source_publisher source_title source_date source_url note source_kind"
    header += " definition weakly_published"
    rows = []
    for i in range(500):
        fire = i % 5 == 0
        what = ["fires", "RU", "rounds fired a day", "rounds/day"]
        what = what if fire else ["armour", "UA", "tanks in service", "units"]
        values = ["", 100.0 + i, ""] if i % 2 else [90.0 + i, 100.0 + i, 110.0 + i]
        tail = ["A publisher", "A title", "~2023-05", "https://example.org/a", "", "search"]
        tail += ["gain_in_ukraine" if i == 7 else "", "true" if i % 9 == 0 else ""]
        family = "rusi_nato" if fire else ""
        period = ["2022-03", "2022"] if i % 3 else ["2022-03-01", "2022-03-09"]
        rows.append([f"F{i:03d}", *what, *period, *values, "estimate", family, *tail])
    return csv_bytes(header.split(), rows)


def timeline():
    rows = [
        [
            f"{add_months(date(2022, 1, 1), i):%Y-%m}",
            f"Event {i}",
            "campaign",
            "https://example.org/",
        ]
        for i in range(70)
    ]
    return csv_bytes(["date", "event", "lever", "url"], rows)


def wars():
    header = "war_num war start end months_at_war states outcome initiator_won right_censored"
    rows = []
    for i in range(99):
        start = date(1850 + i, 3, 1)
        outcome = ("decisive", "stalemate", "compromise", "transformed")[i % 4]
        won = "" if i % 4 else str(i % 8 == 0)
        tail = [1.9, 2, outcome, won, outcome == "transformed"]
        rows.append([i + 1, f"War {i}", start, start + timedelta(days=60), *tail])
    return csv_bytes(header.split(), rows)


FIXTURES = {
    "kiel_release": release_info,
    "kiel_donor_months": donor_months,
    "kiel_month_totals": month_totals,
    "kiel_sourcing": sourcing,
    "kiel_weapons": weapons,
    "kiel_eu_shares": eu_shares,
    "kiel_activities": activities,
    "kiel_disbursements": disbursements,
    "kiel_population": population,
    "kiel_country_summary": country_summary,
    "kiel_workbook": workbook,
    "losses_equipment": equipment,
    "losses_personnel": personnel,
    "losses_corrections": revisions,
    "losses_confirmed": confirmed,
    "losses_confirmed_types": confirmed_types,
    "facts": facts,
    "timeline": timeline,
    "wars": wars,
}
"""Reader id to a function that returns the bytes of a valid file."""


def build_tables(reader, file, *, release, retrieved):
    """Return the validated tables of one file; `release` counts where the content names none."""
    parsed = reader.read(file)
    pinned = Release(
        source=reader.source.id,
        id=parsed.release or release,
        published=parsed.published,
        retrieved=retrieved,
        sha256=file.sha256,
    )
    specs = {s.id: s for s in reader.specs}
    return tuple(
        EvidenceTable(spec=specs[id], frame=frame, releases=(pinned,))
        for id, frame in parsed.tables.items()
    )
