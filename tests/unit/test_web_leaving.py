"""Who leaves before the answer is there stops the work, on pages too."""

import socket
from threading import Event, Thread
from time import sleep
from urllib.parse import urlsplit

import pytest

pytest.importorskip("fastapi")

from browsing import PATIENCE
from fastapi import APIRouter, FastAPI, Request
from web_server import serve_app

from sinews.decision.theories import HYPOTHESES
from sinews.web.lab.answers import LeavingRoute, StoppedError, check_of
from sinews.web.lab.lab_state import DEFAULTS, EQUAL, LabState
from sinews.web.lab.session_cache import Desk


def test_a_page_learns_that_its_reader_left():
    began, stopped = Event(), Event()
    router = APIRouter(route_class=LeavingRoute)

    @router.get("/long")
    def work(request: Request) -> None:
        check = check_of(request)
        began.set()
        while True:
            try:
                check()
            except StoppedError:
                stopped.set()
                raise
            sleep(0.02)

    app = FastAPI()
    app.include_router(router)
    with serve_app(app) as address:
        place = urlsplit(address)
        with socket.create_connection((place.hostname, place.port)) as reader:
            reader.sendall(b"GET /long HTTP/1.1\r\nHost: here\r\n\r\n")
            assert began.wait(PATIENCE)
            assert not stopped.wait(0.3), "who stays is served"
        assert stopped.wait(PATIENCE)


def state(value):
    return LabState(
        start=DEFAULTS["from"],
        versus=DEFAULTS["vs"],
        outcome=DEFAULTS["o"],
        changed={"posture": (value,) * 4},
        heavy=dict.fromkeys(HYPOTHESES.ids, EQUAL),
    )


class Leaving:
    """Stays for some looks, then leaves."""

    def __init__(self, looks):
        self.left = looks

    def __call__(self):
        self.left -= 1
        if self.left < 0:
            raise StoppedError


def test_a_strategy_that_nobody_waits_for_is_not_run_to_its_end(evidence):
    desk = Desk(evidence, futures=600)
    with pytest.raises(StoppedError):
        desk.own(state(0.5), "Mine", Leaving(looks=1))
    looks = Leaving(looks=10)
    first = desk.own(state(0.5), "Mine", looks)
    assert looks.left == 10 - 4, "a look a block of 512 futures, for accounts and for effects"
    assert desk.own(state(0.5), "Mine", Leaving(looks=0)) is first


def test_who_leaves_the_queue_gives_up_the_turn(evidence):
    desk = Desk(evidence, futures=64)
    hold, held, gone = Event(), Event(), Event()

    def occupy():
        with desk._turn(lambda: None):
            held.set()
            hold.wait(PATIENCE)

    def leave():
        with pytest.raises(StoppedError):
            desk.own(state(0.4), "Mine", Leaving(looks=1))
        gone.set()

    threads = [Thread(target=occupy), Thread(target=leave)]
    threads[0].start()
    assert held.wait(PATIENCE)
    threads[1].start()
    assert gone.wait(PATIENCE)
    hold.set()
    for t in threads:
        t.join()
    assert desk.own(state(0.4), "Mine").strategy == "own"
