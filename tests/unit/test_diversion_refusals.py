"""Wrong input to `sinews diversion`: one clear message; 2 for misuse, 1 for broken data."""

import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.errors import SinewsError

GOOD = {
    "reporter": ["DE"],
    "partner": ["KG"],
    "product": ["87032319"],
    "flow": ["export"],
    "period": ["2022-03"],
    "value_eur": [5],
}
COMMANDS = {
    "change": ("change",),
    "rule": ("rule",),
    "corridors": ("corridors",),
    "detect": ("detect", "--out", "OUT"),
    "measure": ("measure",),
    "dossier": ("dossier", "DE", "KG", "8703"),
}


def run(*words):
    """Return exit code and message; anything but an error of ours or of the options fails."""
    done = CliRunner().invoke(app, ["diversion", *words])
    error = done.exception
    if isinstance(error, SinewsError):
        return error.exit_code, str(error)
    assert error is None or isinstance(error, SystemExit), repr(error)
    return done.exit_code, done.output


def frame(**changes):
    return pl.DataFrame({k: v for k, v in (GOOD | changes).items() if v is not None})


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder of what a user may name by mistake."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "empty").mkdir()
    (folder / "text.txt").write_text("hello\n")
    (folder / "table.csv").write_text("reporter,partner\nDE,KG\n")
    pl.DataFrame({"a": [1]}).write_parquet(folder / "other.parquet")
    whole = (folder / "other.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    frame(period=["2022-13"]).write_parquet(folder / "period.parquet")
    frame(period=["2022"]).write_parquet(folder / "years.parquet")
    frame(period=None, month=["March"]).write_parquet(folder / "month.parquet")
    frame(period=None).write_parquet(folder / "timeless.parquet")
    frame(value_eur=["many"]).write_parquet(folder / "value.parquet")
    frame(flow=None).write_parquet(folder / "flow.parquet")
    frame(product=[87032319]).write_parquet(folder / "product.parquet")
    frame().clear().write_parquet(folder / "norows.parquet")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("missing", 2, "There is no file or folder"),
        ("empty", 2, "holds no Parquet file"),
        ("text.txt", 1, "is not a whole Parquet file"),
        ("table.csv", 1, "sinews data add"),
        ("cut.parquet", 1, "is not a whole Parquet file"),
        ("other.parquet", 1, "has no column flow, partner, product, reporter, value_eur"),
        ("period.parquet", 1, "'2022-13' is not a month"),
        ("years.parquet", 1, "'2022' is not a month"),
        ("month.parquet", 1, "month is String, expected a date"),
        ("timeless.parquet", 1, "has no column month"),
        ("value.parquet", 1, "value_eur is String, expected a number"),
        ("flow.parquet", 1, "has no column flow"),
        ("product.parquet", 1, "product is Int64, expected text"),
        ("norows.parquet", 1, "holds no"),
    ],
)
def test_data_that_cannot_be_read_is_one_message(data, tmp_path, command, name, code, message):
    words = [w.replace("OUT", str(tmp_path / "out.parquet")) for w in COMMANDS[command]]
    got, said = run(*words, "--data", str(data / name))
    assert got == code, said
    assert message in said
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("window", "message"),
    [
        ("2022-11:2022-03", "ends before it starts"),
        ("yesterday", "yesterday"),
        ("2031-03:2031-11", ""),
    ],
)
def test_windows_that_cannot_be_are_misuse(tmp_path, command, window, message):
    words = [w.replace("OUT", str(tmp_path / "out.parquet")) for w in COMMANDS[command]]
    code, said = run(*words, "--window", window)
    assert (code, message in said) == (2, True), said


@pytest.mark.parametrize("command", ["change", "rule", "corridors"])
@pytest.mark.parametrize("goods", ["XX", "8", "8703,", "8703+cars", "", "123456789"])
def test_unknown_goods_are_named(command, goods):
    code, said = run(command, "--goods", goods)
    assert code == 2
    assert ("No choice of goods" if goods else "it is empty") in said


@pytest.mark.parametrize("command", ["change", "rule", "corridors"])
def test_goods_without_trade_are_named(command):
    code, said = run(command, "--goods", "99999999")
    assert code == 2
    assert "99999999" in said or "check partner and goods" in said


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("change", "--reporter", "ZZ"), 2, "No country is called 'ZZ'"),
        (("change", "--partner", "Atlantis"), 2, "No country is called 'Atlantis'"),
        (("change", "--reporter", "US"), 2, "check partner and goods"),
        (("change", "--base", "2021-11:2021-03"), 2, "ends before it starts"),
        (("change", "--base", "2021-03:2021-05"), 2, "compare as many months"),
        (("change", "--goods", "all", "--data", "MISSING"), 2, "There is no file or folder"),
        (("rule", "--min-eur", "nan"), 2, "nan is not between"),
        (("rule", "--min-eur", "-5"), 2, "-5 is not between 0"),
        (("rule", "--min-growth", "inf"), 2, "inf is not between"),
        (("rule", "--concordance", "MISSING"), 2, "There is no file"),
        (("rule", "--concordance", "table.csv"), 1, "is no correlation table"),
        (("corridors", "--concordance", "other.parquet"), 1, "correlation table"),
        (("corridors", "--top", "0"), 2, "--top"),
        (("detect", "--out", "empty"), 2, "is a folder"),
        (("detect", "--out", "OUT", "--treated", "MISSING"), 2, "There is no file"),
        (("detect", "--out", "OUT", "--treated", "table.csv"), 1, "needs a column"),
        (("detect", "--out", "OUT", "--treated", "other.parquet"), 1, "cannot be read as CSV"),
        (("detect", "--out", "OUT", "--partners", "KG,ZZ"), 2, "No country is called 'ZZ'"),
        (("detect", "--out", "OUT", "--base", "2022-01:2022-11"), 2, "must lie before the window"),
        (("detect", "--out", "OUT", "--base", "2019-01:2019-11"), 2, "must lie before the window"),
        (("detect", "--out", "OUT", "--seed", "-1"), 2, "--seed"),
        (("detect",), 2, "--out"),
        (("measure", "--goods", "0"), 2, "--goods"),
        (("measure", "--countries", "0"), 2, "0 is not between 1 and 20"),
        (("measure", "--countries", "9"), 2, "9 countries are asked for"),
        (("measure", "--countries", "TR"), 2, "TR"),
        (("measure", "--goods-list", "all"), 2, "names no codes"),
        (("measure", "--threshold", "8703"), 2, "write 8703=50000"),
        (("detect", "--out", "OUT", "--partners", "TR,AE"), 2, "no exports to AE, TR"),
        (("measure", "--countries", "99"), 2, "not between 1 and 20"),
        (("measure", "--hit-max", "-1"), 2, "-1 is not between 0"),
        (("measure", "--hit-max", "nan"), 2, "nan is not between 0"),
        (("measure", "--exact", "--goods", "61"), 2, "up to 60 goods"),
        (("measure", "--draws", "0"), 2, "--draws"),
        (("dossier", "ZZ", "KG", "8703"), 2, "No country is called 'ZZ'"),
        (("dossier", "DE", "KG", "cars"), 2, "No choice of goods is called 'cars'"),
        (("dossier", "DE", "KG", "8703+84"), 2, "about one code"),
        (("dossier", "DE", "KG", "9999"), 2, "No exports of 9999"),
        (("dossier", "DE", "KG", "8703", "--html", "empty"), 2, "is a folder"),
        (("routes", "--all"), 2, "No such option"),
        (("claim", "DE"), 2, "unexpected"),
        (("verdict",), 2, "No such command"),
    ],
)
def test_misuse_is_one_message(data, tmp_path, words, code, message):
    places = {"MISSING": data / "nowhere", "OUT": tmp_path / "out.parquet"}
    given = [
        str(places[w]) if w in places else str(data / w) if (data / w).exists() else w
        for w in words
    ]
    got, said = run(*given)
    assert got == code, said
    assert message in said


def test_all_goods_of_the_data_given_are_those_of_the_data(tmp_path):
    """Totals as shipped answer for all goods; data that are given are not passed over."""
    path = tmp_path / "trade.parquet"
    rows = [("2021-03", 10), ("2022-03", 30)]
    parts = [frame(period=[p], value_eur=[v]) for p, v in rows]
    other = [frame(period=[p], value_eur=[v], product=["84295199"]) for p, v in rows]
    pl.concat(parts + other).write_parquet(path)
    import json

    words = ("change", "--goods", "all", "--window", "2022-03:2022-03", "--data", str(path))
    code, said = run(*words, "--json")
    assert code == 0
    (row,) = json.loads(said)["rows"]
    assert (row["label"], row["base_eur"], row["now_eur"]) == ("KG", 20, 60)


def test_totals_are_sorted_by_rank():
    import json

    ranks = [s["rank"] for s in json.loads(run("totals", "--json")[1])["standings"]]
    assert ranks == sorted(ranks)
    shown = run("totals")[1].splitlines()
    first = next(i for i, line in enumerate(shown) if line.startswith("to ")) + 1
    assert [int(x.split()[2]) for x in shown[first : first + len(ranks)]] == ranks
