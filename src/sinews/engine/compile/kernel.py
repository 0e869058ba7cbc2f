"""Kernels as real files in the user's cache folder, compiled once and loaded from there."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from time import time
from types import ModuleType
from typing import Any, Final

from sinews.engine.compile.kernel_text import write_kernel
from sinews.engine.compile.python_text import write_python
from sinews.engine.declare import language
from sinews.engine.declare.model import Model

Kernel = Callable[..., Any]
_LOCK = Lock()
_STARTED: "list[subprocess.Popen[bytes]]" = []
"""Compilations of this process: Python complains of one that is forgotten while it runs."""
_GIVEN_UP: Final = 600.0
"""Seconds after which a compilation that left no machine code counts as dead."""
_MODULES: Final = (*sorted(Path(__file__).parent.glob("*.py")), Path(language.__file__))
"""What decides a kernel's text besides the model, and what the text calls."""


def load_kernel(model: Model) -> Kernel:
    """Return the compiled kernel of a model; the first call on a machine compiles for seconds."""
    path = write_kernel_file(model)
    with _LOCK:
        return _import(path)


def is_compiled(model: Model) -> bool:
    """Return whether `load_kernel` would find machine code in the cache."""
    return (write_kernel_file(model).parent / "compiled").exists()


def start_compiling(model: Model) -> "subprocess.Popen[bytes] | None":
    """Compile a kernel into the cache in a process of its own, and return that process.

    It outlives its parent and writes nothing to its streams. None where another one is at it.
    """
    file = write_kernel_file(model)
    mark = file.parent / "compiling"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        if time() - mark.stat().st_mtime < _GIVEN_UP:
            return None
        mark.touch()
    code = (
        "import sys, pathlib; from sinews.engine.compile.kernel import compile_file;"
        "compile_file(pathlib.Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        env=environment,
        stdin=silent,
        stdout=silent,
        stderr=silent,
        start_new_session=True,
    )
    _STARTED.append(process)
    return process


def compile_file(path: Path) -> None:
    """Compile a kernel file that `write_kernel_file` wrote."""
    _import(path)


def write_kernel_file(model: Model) -> Path:
    """Return the file of a model's kernel, written if it is not there yet.

    Its folder is named by everything that decides the machine code: the model, the modules that
    write the kernel's text or that it calls, and the compiler's version. So a change of any leaves
    no stale code.
    """
    folder = find_cache() / "kernels" / f"{model.name}-{_digest(model.kernel_id)}"
    path = folder / f"{model.name}.py"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False) as file:
            file.write(write_kernel(model))
        Path(file.name).replace(path)
    return path


@lru_cache(maxsize=64)
def _digest(kernel_id: str) -> str:
    digest = sha256(f"{kernel_id}\x1f{version('numba')}".encode())
    for module in _MODULES:
        digest.update(b"\x1f" + module.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix="sinews-"))


def find_cache() -> Path:
    """Return the cache folder: SINEWS_CACHE, the user's own, or a temporary one."""
    from platformdirs import user_cache_path

    folder = Path(os.environ.get("SINEWS_CACHE") or user_cache_path("sinews"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _temporary()
    return folder if os.access(folder, os.W_OK) else _temporary()


@lru_cache(maxsize=32)
def _import(path: Path) -> Kernel:
    name = f"sinews_kernel_{path.parent.name.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    (path.parent / "compiled").touch()
    kernel: Kernel = module.run
    return kernel


def load_python(model: Model) -> Kernel:
    """Return the plain-Python `run` of a model."""
    return _compile_python(write_python(model), model.name)


@lru_cache(maxsize=32)
def _compile_python(text: str, name: str) -> Kernel:
    module = ModuleType(f"sinews_python_{name}")
    exec(compile(text, f"<{name} as plain Python>", "exec"), module.__dict__)
    run: Kernel = module.__dict__["run"]
    return run
