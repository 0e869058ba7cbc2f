"""A table that the user leaves out: what rests on it is not computed, and everything else is."""

import json
import os
import subprocess
import sys

import pytest

from sinews.catalogue import list_figures
from sinews.data.evidence.evidence import LEAVE_OUT, Evidence, open_evidence, read_left_out
from sinews.errors import LeftOutError, UnknownNameError


def without(evidence, *tables):
    return Evidence(evidence.folder, left_out=frozenset(tables))


def test_the_table_is_not_there_and_says_why(evidence):
    rest = without(evidence, "front_monthly")
    assert "front_monthly" not in rest.ids
    with pytest.raises(LeftOutError, match=r"'front_monthly' is left out \(SINEWS_LEAVE_OUT\)"):
        rest.frame("front_monthly")
    assert set(rest.ids) | {"front_monthly"} == set(Evidence(evidence.folder).ids)


def test_figures_of_other_tables_go_on(evidence):
    rest = without(evidence, "losses_monthly")
    with pytest.raises(LeftOutError, match="losses_monthly"):
        list_figures(rest, "materiel.reported")
    assert list_figures(rest, "support.allocated")


def test_the_variable_names_tables_and_a_wrong_name_is_refused(monkeypatch):
    monkeypatch.setenv(LEAVE_OUT, " front_monthly, trade_cars_monthly ,")
    assert read_left_out() == {"front_monthly", "trade_cars_monthly"}
    assert "front_monthly" not in open_evidence().ids
    monkeypatch.setenv(LEAVE_OUT, "front_month")
    with pytest.raises(UnknownNameError, match="front_monthly"):
        read_left_out()
    monkeypatch.delenv(LEAVE_OUT)
    assert read_left_out() == frozenset()


def test_the_command_line_tells_it(tmp_path):
    command = [sys.executable, "-m", "sinews", "figures", "materiel.reported", "--json"]
    env = os.environ | {LEAVE_OUT: "losses_monthly", "SINEWS_HOME": str(tmp_path)}
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "left out (SINEWS_LEAVE_OUT)" in run.stderr
    assert not run.stdout or "figures" not in json.loads(run.stdout or "{}")
