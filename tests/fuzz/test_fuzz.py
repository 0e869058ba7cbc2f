"""The fuzz target works: a few made-up files a reader, drawn at random, break nothing."""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from readers import Target, change, run_random


def test_some_seconds_of_made_up_files_break_nothing(tmp_path):
    target = Target(tmp_path)
    run_random(target, 5, seed=7)
    assert target.found.total() >= 10
    assert not any(kind == "broken" for _, kind in target.found)
    assert "reader" in target.tell(5)


def test_a_change_is_a_change_most_of_the_time():
    draw = random.Random(3)
    text = b"a,b\n1,2\n3,4\n"
    assert sum(change(text, draw) != text for _ in range(100)) > 80
