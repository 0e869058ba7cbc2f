"""Make up files for every reader: tables that keep their contract or a SinewsError, nothing else.

Run `make fuzz SECONDS=600`. Starts from the made-up file of each reader (its corpus) and changes
bytes, cells and lines. With atheris (extra `nightly`, Linux) new files are led by the code that
they reach; without it the same changes are drawn at random. Prints files tried, read and refused
by reader; a file that breaks something is kept in build/fuzz.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
sys.path[:0] = [str(TESTS), str(ROOT / "src")]

try:
    import atheris
except ImportError:
    atheris = None

WORDS = [
    b"",
    b"nan",
    b"-1",
    b"1e400",
    b"\xff\xfe",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"TOTAL",
    b"QZ",
]
WORDS += [b"2022-13", b"9" * 40, b"[", b"{", b"PK\x03\x04", b"=1+1", "٣".encode(), b"EU27_2020"]


def read_corpus() -> dict[str, bytes]:
    """Return the made-up file of every reader."""
    import reader_fixtures
    import trade_fixtures

    made = {**reader_fixtures.FIXTURES, **trade_fixtures.FIXTURES}
    return {id: (f() if callable(f) else f) for id, f in made.items()}


def change(content: bytes, draw: random.Random) -> bytes:
    """Return a file with a few changes: bytes, words, lines that go, come twice or are swapped."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randint(0, len(content))
        kind = draw.randrange(5)
        if kind == 0:
            content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
        elif kind == 1:
            length = draw.choice([0, 0, 1, 5, 50])
            content = content[:at] + draw.choice(WORDS) + content[at + length :]
        elif kind == 2:
            content = content[:at]
        else:
            lines = content.split(b"\n")
            i, j = draw.randrange(len(lines)), draw.randrange(len(lines))
            if kind == 3:
                lines.insert(i, lines[j])
            else:
                del lines[i]
            content = b"\n".join(lines)
    return content


class Target:
    """What one made-up file goes through, and what has come of all of them."""

    def __init__(self, folder: Path) -> None:
        from sinews.data.sources import READERS

        self.folder, self.readers = folder, READERS
        self.corpus = {id: c for id, c in read_corpus().items() if id in READERS.ids}
        self.ids = sorted(self.corpus)
        self.found: Counter[tuple[str, str]] = Counter()

    def try_one(self, data: bytes) -> None:
        """Derive a file from some bytes, read it, and keep it where that breaks something."""
        from datetime import date

        from reader_fixtures import build_tables

        from sinews.data.read.find_reader import find_reader
        from sinews.data.read.reader import RawFile
        from sinews.errors import SinewsError

        draw = random.Random(data)
        id = self.ids[(data[0] if data else 0) % len(self.ids)]
        content = change(self.corpus[id], draw)
        path = self.folder / "made-up"
        path.write_bytes(content)
        try:
            file = RawFile(path)
            build_tables(
                find_reader(file, self.readers), file, release="1", retrieved=date(2026, 1, 1)
            )
            self.found[id, "read"] += 1
        except SinewsError:
            self.found[id, "refused"] += 1
        except BaseException:
            kept = ROOT / "build" / "fuzz"
            kept.mkdir(parents=True, exist_ok=True)
            (kept / f"{id}-{abs(hash(content)):x}").write_bytes(content)
            self.found[id, "broken"] += 1
            sys.stdout.write(f"BROKEN: a file of {id}, kept in build/fuzz\n")
            raise

    def tell(self, seconds: float) -> str:
        """Return the summary: one line a reader."""
        lines = [f"{'reader':32} {'tried':>7} {'read':>7} {'refused':>7} {'broken':>7}"]
        for id in self.ids:
            read, refused, broken = (self.found[id, k] for k in ("read", "refused", "broken"))
            lines.append(f"{id:32} {read + refused + broken:7} {read:7} {refused:7} {broken:7}")
        how = "atheris" if atheris else "drawn at random (atheris is not installed)"
        size = sum(map(len, self.corpus.values()))
        total = self.found.total()
        lines.append(
            f"{total} files in {seconds:.0f} s, {how}; corpus {len(self.ids)} files, {size:,} bytes"
        )
        return "\n".join(lines)


def run_random(target: Target, seconds: float, seed: int) -> None:
    draw, until = random.Random(seed), time.monotonic() + seconds
    while time.monotonic() < until:
        target.try_one(draw.randbytes(16))


def run_atheris(target: Target, seconds: float, seed: int) -> None:
    import atexit

    began = time.monotonic()
    # the fuzzer ends the process itself
    atexit.register(lambda: sys.stdout.write(target.tell(time.monotonic() - began) + "\n"))
    arguments = [sys.argv[0], f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-max_len=64"]
    atheris.Setup(arguments, target.try_one)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if atheris:
        with atheris.instrument_imports(include=["sinews.data"]):
            import sinews.data.sources  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder))
        if atheris:
            run_atheris(target, asked.seconds, asked.seed)
            return
        began = time.monotonic()
        run_random(target, asked.seconds, asked.seed)
        sys.stdout.write(target.tell(time.monotonic() - began) + "\n")


if __name__ == "__main__":
    main()
