"""Every command: bounded numbers, plain help, one shape of answers, one message for misuse."""

import errno
import inspect
import json
import re
from pathlib import Path
from typing import Annotated, get_args, get_origin

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from sinews.cli import app, main
from sinews.cli.options import Number
from sinews.cli.output import print_json, print_notes, print_table
from sinews.data.store.files import write_frame
from sinews.errors import SinewsError, UsageError

RUN = CliRunner()
SRC = Path(__file__).parents[2] / "src" / "sinews" / "cli"


def walk(group: typer.Typer, path: tuple[str, ...] = ()):
    """Yield the words of every command and its function."""
    for c in group.registered_commands:
        yield (*path, c.name or c.callback.__name__.replace("_", "-")), c.callback
    for g in group.registered_groups:
        yield from walk(g.typer_instance, (*path, g.name))


COMMANDS = dict(walk(app))
GROUPS = sorted({words[:i] for words in COMMANDS for i in range(len(words))})


def declarations(function):
    """Yield name, type and declaration of every option and argument."""
    for name, parameter in inspect.signature(function).parameters.items():
        assert get_origin(parameter.annotation) is Annotated, f"{name}: say what it is in its help"
        yield name, *get_args(parameter.annotation)[:2]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_numbers_have_two_ends_and_are_finite(words):
    for name, kind, info in declarations(COMMANDS[words]):
        kinds = {kind, *get_args(kind)}
        if float in kinds:
            assert isinstance(info.parser, Number), f"{name}: declare it with `options.number`"
            for text in ("nan", "inf", "-inf", "1e400", "many", ""):
                with pytest.raises(typer.BadParameter):
                    info.parser(text)
        if int in kinds:
            assert None not in (info.min, info.max), f"{name}: declare it with `options.count`"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_speaks_of_text_numbers_months_and_files(words):
    done = RUN.invoke(app, [*words, "--help"])
    assert done.exit_code == 0
    types = r"<(?!=)|%[Ymd]|list\[|\b(?:str|int|float|Path|datetime|None)\b"
    assert not re.search(types, done.output)
    assert max(map(len, done.output.splitlines())) <= 80
    for name, _, info in declarations(COMMANDS[words]):
        assert info.help, f"{name} has no help"


@pytest.mark.parametrize("words", GROUPS, ids=lambda w: " ".join(w) or "sinews")
def test_a_group_alone_prints_its_help_and_ends_well(words):
    done = RUN.invoke(app, list(words))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Commands:" in done.stdout


def test_the_version_is_told():
    from sinews import __version__

    assert RUN.invoke(app, ["--version"]).output == f"sinews {__version__}\n"


def test_a_number_that_is_none_is_one_message():
    for number in ("nan", "inf", "1e300", "-1"):
        done = RUN.invoke(app, ["materiel", "ramp", "--start", "1", "--target", number])
        assert done.exit_code == 2
        assert f"{number} is not between 0 and 100,000,000." in done.output


def test_months_are_enough_where_a_day_is_not_needed():
    from datetime import date

    from sinews.cli.options import Day

    assert Day(end=True)("2026-12") == date(2026, 12, 31)
    assert Day(end=True)("2026-12-05") == date(2026, 12, 5)
    assert Day(end=False)("2024-03") == date(2024, 3, 1)
    for text in ("2026", "2026-13", "2026-02-30", "December", ""):
        with pytest.raises(typer.BadParameter):
            Day(end=True)(text)


def test_answers_for_programs_are_one_object_with_a_schema(capsys):
    print_json({"rows": [1]})
    assert json.loads(capsys.readouterr().out) == {"schema": 1, "rows": [1]}
    # no command writes its JSON by another way
    others = [
        p.name for p in SRC.rglob("*.py") if re.search(r"print\(\s*(?:json\.)?dumps", p.read_text())
    ]
    assert others == ["output.py"]


@pytest.mark.parametrize("width", [80, 120])
def test_tables_and_notes_fit_the_width(width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    id = "support.replace.us.d1.increment_eur_bn_year"
    print_table(["id", "value"], [(id, 21.4), ("b", None)], title="A title " * 30)
    print_table(["id", *"abcdef"], [(id, 1.5, 2, None, "words " * 30, 1e6, "x")])
    print_notes("A note. " * 100)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert sum(id in line for line in lines) == 2, "ids are never broken"


SHORT = [
    "campaign levers",
    "campaign strategies",
    "data list",
    "data where",
    "decision theories",
    "diversion routes",
    "figures support.replace",
    "materiel fire",
    "strategy list",
    "support pledge",
    "support totals",
]


@pytest.mark.parametrize("words", SHORT)
def test_what_commands_print_fits_80_columns_and_is_an_object(words, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = RUN.invoke(app, words.split(), catch_exceptions=False)
    assert done.exit_code == 0
    long = [x for x in done.output.splitlines() if len(x) > 80 and max(map(len, x.split())) < 78]
    assert long == []
    answer = RUN.invoke(app, [*words.split(), "--json"], catch_exceptions=False)
    assert json.loads(answer.stdout)["schema"] == 1


def test_numbers_without_a_prefix_are_a_summary_with_a_hint():
    done = RUN.invoke(app, ["figures"])
    assert len(done.output) < 4_000
    assert "sinews figures PREFIX" in done.output
    assert {"support.allocated", "claims"} <= {x.split()[0] for x in done.output.splitlines()}


def test_the_start_of_ids_is_explained_by_what_is_below():
    done = RUN.invoke(app, ["explain", "support.replace.us.d1"])
    assert done.exit_code == 0
    assert "198 figures are below support.replace.us.d1" in done.output
    assert "support.replace.us.d1.missing_pct_gdp" in done.output


@pytest.mark.parametrize(
    "content", [b"[1]", b"{}", b'{"id": 1}', b"null", b'"x"', b"\xd0\xff", b"", b"[" * 100_000]
)
def test_any_file_that_is_no_manifest_is_one_message(content, tmp_path):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    error = RUN.invoke(app, ["rerun", str(path)]).exception
    assert isinstance(error, SinewsError)
    assert str(path) in str(error)


WRITERS = [
    "brief --out {}",
    "campaign equations --graph {}",
    "diversion dossier DE KG 8703 --html {}",
    "front forecast --origin 2024-01 --out {}",
]


@pytest.mark.slow
@pytest.mark.parametrize("words", WRITERS)
@pytest.mark.parametrize("target", ["/dev/full/x.csv", "/proc/x.csv"])
def test_a_place_that_cannot_be_written_to_is_one_message(words, target, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["sinews", *words.format(target).split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert target.rsplit("/", 1)[0] in said
    assert len(said.splitlines()) == 1


def test_a_brief_that_finds_no_space_leaves_its_folder_as_it_was(tmp_path, monkeypatch):
    from sinews.core.manifest import RunManifest
    from sinews.present.brief.content import Brief

    run = RunManifest(command="brief", seed=0, draws=0, releases={})
    Brief(files={"a": b"1", "data/b": b"2"}, run=run).write(tmp_path)
    write, calls = Path.write_bytes, []

    def fill(path, content):
        calls.append(path)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(OSError, match="No space"):
        Brief(files={"a": b"3", "data/b": b"4"}, run=run).write(tmp_path)
    found = {
        str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()
    }
    assert found == {"a": b"1", "data/b": b"2"}


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("diversion", "measure", "--goods-list", "", "--countries", "KG"), "--goods-list"),
        (("diversion", "measure", "--countries", ","), "--countries"),
        (("diversion", "measure", "--must", " "), "--must"),
        (("diversion", "detect", "--out", "a.csv", "--partners", ""), "--partners"),
        (("front", "forecast", "--out", "a.csv", "--series", ""), "--series"),
        (("support", "totals", "--donor", ""), "--donor"),
    ],
)
def test_an_empty_option_is_refused(words, option):
    done = RUN.invoke(app, words)
    assert done.exit_code == 2
    assert f"'{option}': it is empty" in done.output


@pytest.mark.parametrize("command", [("front", "forecast"), ("diversion", "detect")])
def test_a_table_is_written_as_its_name_ends_or_not_at_all(command, tmp_path):
    done = RUN.invoke(app, [*command, "--out", str(tmp_path / "f.xlsx")])
    assert done.exit_code == 2
    assert "must end in .parquet or .csv" in done.output
    assert not list(tmp_path.iterdir())


def test_a_frame_is_written_as_its_name_ends(tmp_path):
    frame = pl.DataFrame({"a": [1, 2], "b": ["x", None]})
    write_frame(frame, tmp_path / "f.csv")
    write_frame(frame, tmp_path / "f.parquet", compression="zstd")
    assert (tmp_path / "f.csv").read_text() == "a,b\n1,x\n2,\n"
    assert pl.read_parquet(tmp_path / "f.parquet").equals(frame)


@pytest.mark.parametrize("command", ["thresholds", "discover", "learn", "compare"])
def test_a_strategy_is_not_compared_with_itself(command):
    with pytest.raises(UsageError, match="named twice"):
        RUN.invoke(app, ["strategy", command, "us_stop", "us_stop"], catch_exceptions=False)
    assert UsageError.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("front", "nowcast"), "front.ground.disagreement_km2"),
        (("front", "scores"), "oneway.stopped_share"),
    ],
)
def test_tables_of_the_front_are_rows_at_80_columns(words, said, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = RUN.invoke(app, words).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(re.match(rf"{re.escape(said)} +[\d.]+ ", line) for line in lines)
    assert not any(";" in line and line.startswith("  ") for line in lines)


def test_the_forecast_of_support_names_its_source_and_which_mean(evidence):
    said = RUN.invoke(app, ["support", "forecast"]).stdout
    for source in evidence.table("conversion_cohorts").sources:
        assert source in said[said.index("Source: ") :]
    assert re.search(r"Earlier mean: .*from\s+2022-02 to\s+\d{4}-\d\d, before", said, re.DOTALL)
