"""Answers are made once, also by threads that ask at the same time; the least asked for go."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

from sinews.core.once import Once


def test_threads_that_ask_at_once_share_one_answer():
    made, once = [], Once(4)

    def make():
        sleep(0.05)
        made.append(1)
        return object()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: once.get("a", make), range(8)))
    assert (len(answers), len(made)) == (1, 1)


def test_an_answer_may_ask_for_another_and_the_oldest_is_dropped():
    once = Once(2)
    assert once.get("b", lambda: once.get("a", lambda: 1) + 1) == 2
    once.get("a", lambda: 0)
    once.get("c", lambda: 3)
    assert once.get("a", lambda: "new") == 1
    assert once.get("b", lambda: "new") == "new"
