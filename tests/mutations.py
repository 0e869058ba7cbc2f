"""What producers do to their files between two downloads, as changes of a small table."""

import csv
import gzip
import io
import json
import zipfile
from dataclasses import dataclass, replace

import openpyxl

LABEL, CODE, COLUMN = "Zubrowka", "Q9Z", "brand new"
"""What is put in: no country, code or column of any producer."""


@dataclass(frozen=True)
class Doc:
    """A file as a header and rows; `wrap` turns records of JSON or rows of a sheet back."""

    kind: str
    header: tuple
    rows: tuple
    wrap: object = None

    def encode(self, style=None):
        if self.kind == "csv":
            text = io.StringIO(newline="")
            quoting = csv.QUOTE_ALL if style == "indent" else csv.QUOTE_MINIMAL
            end = "\r\n" if style == "indent" else "\n"
            csv.writer(text, lineterminator=end, quoting=quoting).writerows(
                [self.header, *self.rows]
            )
            return text.getvalue().encode()
        if self.kind == "json":
            records = [dict(zip(self.header, r, strict=False)) for r in self.rows]
            records = [{k: v for k, v in r.items() if v is not ABSENT} for r in records]
            return json.dumps(self.wrap(records), indent=4 if style == "indent" else None).encode()
        return self.wrap(self.header, self.rows)


ABSENT = object()
"""A key that a record of JSON lacks."""


def read_doc(content):
    """The table in a file of a fixture."""
    if content.startswith(b"PK"):
        return _read_workbook(content)
    if content.lstrip().startswith((b"[", b"{")):
        return _read_json(json.loads(content))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return Doc("csv", tuple(rows[0]), tuple(map(tuple, rows[1:])))


def _read_json(value):
    if isinstance(value, dict):
        records = value["data"]

        def wrap(new):
            return value | {"data": new, "count": len(new)}
    elif len(value) == 2 and isinstance(value[1], list):
        records = value[1]

        def wrap(new):
            return [value[0] | {"total": len(new)}, new]
    else:
        records, wrap = value, list
    header = tuple(dict.fromkeys(k for r in records for k in r))
    rows = tuple(tuple(r.get(k, ABSENT) for k in header) for r in records)
    return Doc("json", header, rows, wrap)


def _read_workbook(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = {s.title: [list(r) for r in s.iter_rows(values_only=True)] for s in book.worksheets}
    name = "Sheet 1" if "Sheet 1" in sheets else "Bilateral Assistance, MAIN DATA"
    table = sheets[name]
    first = next((i for i, r in enumerate(table) if r[0] == "TIME"), 0)
    below = first + 3 if first else 1
    end = next((i for i, r in enumerate(table[below:], below) if not any(r[:2])), len(table))
    header, rows = table[first], table[below:end]

    def wrap(new_header, new_rows):
        out = openpyxl.Workbook(write_only=True)
        for title, old in sheets.items():
            sheet = out.create_sheet(title)
            changed = [
                *old[:first],
                list(new_header),
                *old[first + 1 : below],
                *map(list, new_rows),
                *old[end:],
            ]
            for row in changed if title == name else old:
                sheet.append(row)
        buffer = io.BytesIO()
        out.save(buffer)
        return buffer.getvalue()

    return Doc("xlsx", tuple(header), tuple(map(tuple, rows)), wrap)


def _is_number(cell):
    if isinstance(cell, bool) or cell is ABSENT or cell is None:
        return False
    if isinstance(cell, int | float):
        return True
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True


def numeric_columns(doc):
    """Places of columns that hold amounts: numbers of which some are not whole years or codes."""
    found = []
    for i, name in enumerate(doc.header):
        cells = [r[i] for r in doc.rows if r[i] not in ("", None, ABSENT, ".", ":", "NA", "inf")]
        if cells and all(map(_is_number, cells)) and not _is_key(name):
            found.append(i)
    return found


def _is_key(name):
    words = "year month day aar maaned_nr maaned code period id num vintage hs6 digits pages row"
    words += " product stat_ declarant level"
    plain = str(name).casefold()
    return any(w in plain for w in words.split()) or plain in ("flow", "product", "1", "2")


def text_columns(doc):
    numbers = set(numeric_columns(doc))
    return [
        i
        for i in range(len(doc.header))
        if i not in numbers and any(isinstance(r[i], str) and r[i] for r in doc.rows)
    ]


def _put(rows, n, i, value):
    return tuple((*r[:i], value, *r[i + 1 :]) if k == n else r for k, r in enumerate(rows))


def new_column(doc, rng):
    return replace(
        doc, header=(*doc.header, COLUMN), rows=tuple((*r, 7) for r in doc.rows)
    ).encode(), COLUMN


def renamed_column(doc, rng):
    i = rng.randrange(len(doc.header))
    name = f"{doc.header[i]} anew"
    header = (*doc.header[:i], name, *doc.header[i + 1 :])
    return replace(doc, header=header).encode(), str(doc.header[i])


def _new_cell(doc, rng, value):
    places = text_columns(doc)
    if not places:
        return doc.encode(), ""
    i, n = rng.choice(places), rng.randrange(len(doc.rows))
    return replace(doc, rows=_put(doc.rows, n, i, value)).encode(), value


def new_label(doc, rng):
    return _new_cell(doc, rng, LABEL)


def new_code(doc, rng):
    return _new_cell(doc, rng, CODE)


def empty_last_cell(doc, rng):
    if doc.kind == "json":
        last = doc.rows[-1]
        return replace(doc, rows=(*doc.rows[:-1], (*last[:-1], None))).encode(), ""
    rows = tuple((*r, "" if doc.kind == "csv" else None) for r in doc.rows)
    header = doc.header if rng.random() < 0.5 else (*doc.header, "")
    return replace(doc, header=header, rows=rows).encode(), ""


def indentation(doc, rng):
    return doc.encode("indent"), ""


def packed(doc, rng):
    plain = doc.encode()
    if rng.random() < 0.5:
        return gzip.compress(plain), ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inside", plain)
    return buffer.getvalue(), ""


def reordered_rows(doc, rng):
    return replace(doc, rows=tuple(rng.sample(doc.rows, len(doc.rows)))).encode(), ""


def duplicated_row(doc, rng):
    n = rng.randrange(len(doc.rows))
    return replace(doc, rows=(*doc.rows[: n + 1], *doc.rows[n:])).encode(), ""


def _scale(cell):
    if not _is_number(cell):
        return cell
    if isinstance(cell, str):
        scaled = float(cell) * 1000
        return str(int(scaled)) if cell.lstrip("-").isdigit() else repr(scaled)
    return cell * 1000


def thousand_factor(doc, rng):
    places = numeric_columns(doc)
    if not places:
        return doc.encode(), ""
    i = rng.choice(places)
    rows = tuple((*r[:i], _scale(r[i]), *r[i + 1 :]) for r in doc.rows)
    return replace(doc, rows=rows).encode(), str(doc.header[i])


def swapped_columns(doc, rng):
    places = numeric_columns(doc)
    if len(places) < 2:
        return doc.encode(), ""
    i, j = sorted(rng.sample(places, 2))
    header = list(doc.header)
    header[i], header[j] = header[j], header[i]
    return replace(doc, header=tuple(header)).encode(), str(doc.header[i])


MUTATIONS = (
    new_column,
    renamed_column,
    new_label,
    new_code,
    empty_last_cell,
    indentation,
    packed,
    reordered_rows,
    duplicated_row,
    thousand_factor,
    swapped_columns,
)
BY_HISTORY = {thousand_factor, swapped_columns}
"""Changes that one file alone need not show."""
