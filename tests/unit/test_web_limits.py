"""The rate limit: a minute's worth at once, refilled evenly, never more than that."""

import pytest

pytest.importorskip("starlette")

from sinews.web.http.limits import Bucket


def take_all(bucket, client, now, n):
    assert [bucket.take(client, now) for _ in range(n)] == [0.0] * n


def test_a_minutes_worth_at_once_then_one_a_second():
    bucket = Bucket(60)
    take_all(bucket, "a", 0.0, 60)
    assert bucket.take("a", 0.0) == pytest.approx(1.0)
    assert bucket.take("a", 0.75) == pytest.approx(0.25)
    take_all(bucket, "a", 1.0, 1)
    assert bucket.take("a", 1.0) == pytest.approx(1.0)
    take_all(bucket, "a", 31.0, 30)
    assert bucket.take("a", 31.0) > 0


def test_a_long_pause_saves_no_more_than_a_minutes_worth():
    bucket = Bucket(60)
    take_all(bucket, "a", 0.0, 60)
    take_all(bucket, "a", 1_000.0, 60)
    assert bucket.take("a", 1_000.0) == pytest.approx(1.0)


def test_clients_do_not_share():
    bucket = Bucket(2)
    take_all(bucket, "a", 0.0, 2)
    take_all(bucket, "b", 0.0, 2)
    assert bucket.take("a", 0.0) == pytest.approx(30.0)
