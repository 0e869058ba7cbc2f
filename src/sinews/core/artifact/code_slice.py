"""Which source code decides a result: the definitions reached from a function, and their digests.

Only what a function reaches by name counts, definition by definition: a result does not follow
from all that happens to be in the same file. What does not change behaviour is left out of a
digest: comments, docstrings, annotations, texts of errors, and the module in which
a definition lies, so that a move keeps results. Names that are looked up from texts are not seen;
code that does so has to be named as an entry of its own.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from sinews.core.artifact.syntax import find_file, list_imports, list_names, read_module, write_tree
from sinews.errors import ProvenanceError

_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The code behind a result.

    Attributes
    ----------
    files
        Module to the sha256 of its file: where all agree, nothing has to be parsed.
    parts
        Module to name of each reached definition to its digest.
    texts
        All text constants of the reached definitions: files and tables are named in them.
    """

    files: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]]
    texts: frozenset[str] = frozenset()


def slice_code(entries: tuple[str, ...], cut: tuple[str, ...]) -> Code:
    """Return the code that is reached from functions.

    Parameters
    ----------
    entries
        As ``package.module:name``; a name is a function, a class or a constant.
    cut
        Modules or packages that are not entered: their effect is known by other digests.

    Raises
    ------
    ProvenanceError
        An entry is not there.
    """
    found = _Slice(cut=cut)
    for entry in entries:
        module, _, name = entry.partition(":")
        if find_file(module) is None or not found.binds(module, name):
            raise ProvenanceError(f"No {name!r} is defined in a module {module}.")
        found.reach(module, name)
    found.follow()
    return Code(
        files={m: read_module(m).sha256 for m in sorted(found.modules)},
        parts={m: dict(sorted(p.items())) for m, p in sorted(found.parts.items())},
        texts=frozenset(found.texts),
    )


@dataclass(slots=True, kw_only=True)
class _Slice:
    """A walk over definitions: a queue of what is still to be read, and what was found."""

    cut: tuple[str, ...]
    modules: set[str] = field(default_factory=set)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    queue: list[tuple[str, str, tuple[ast.stmt, ...]]] = field(default_factory=list)

    def binds(self, module: str, name: str) -> bool:
        there = read_module(module)
        return name in there.defined or name in there.imported

    def outside(self, module: str) -> bool:
        return any(module == c or module.startswith(f"{c}.") for c in self.cut)

    def touch(self, module: str) -> None:
        """Note that a module is imported: what it does on import counts."""
        if module in self.modules:
            return
        self.modules.add(module)
        if effects := read_module(module).effects:
            self.queue.append((module, "(on import)", effects))

    def reach(self, module: str, name: str) -> None:
        if self.outside(module) or find_file(module) is None:
            return
        self.touch(module)
        there = read_module(module)
        if name in there.defined:
            if name not in self.parts.setdefault(module, {}):
                self.parts[module][name] = ""
                self.queue.append((module, name, there.defined[name]))
        elif name in there.imported:
            self.reach_import(*there.imported[name])
        elif find_file(f"{module}.{name}") is not None:
            self.reach_all(f"{module}.{name}")

    def reach_import(self, module: str, name: str) -> None:
        if name:
            self.reach(module, name)
        else:
            self.reach_all(module)

    def reach_all(self, module: str) -> None:
        """Reach every name of a module that is passed on as a whole."""
        if self.outside(module) or find_file(module) is None:
            return
        self.touch(module)
        there = read_module(module)
        for name in (*there.defined, *there.imported):
            self.reach(module, name)

    def follow(self) -> None:
        while self.queue:
            module, name, statements = self.queue.pop()
            imported = dict(read_module(module).imported)
            for statement in statements:
                for node in ast.walk(statement):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        imported.update(list_imports(node, module))
            renamed: set[str] = set()
            for statement in statements:
                for chain in list_names(statement, self.texts.add):
                    renamed |= self.resolve(module, imported, chain)
            body = "".join(write_tree(s) for s in statements) + repr(sorted(renamed))
            digest = sha256(body.encode()).hexdigest()[:_DIGITS]
            self.parts.setdefault(module, {})[name] = digest

    def resolve(
        self, module: str, imported: Mapping[str, tuple[str, str]], chain: tuple[str, ...]
    ) -> set[str]:
        """Reach what a dotted name stands for; return it where it is renamed by its import."""
        first, *rest = chain
        if first not in imported:
            if first in read_module(module).defined:
                self.reach(module, first)
            return set()
        at, name = imported[first]
        if name and f"{at}.{name}" != module and not self.is_module(at, name):
            self.reach(at, name)
            return set() if name == first else {f"{first}={name}"}
        at = f"{at}.{name}" if name else at
        while rest and self.is_module(at, rest[0]):
            at = f"{at}.{rest.pop(0)}"
        if rest:
            self.reach(at, rest[0])
        else:
            self.reach_all(at)
        return set()

    def is_module(self, package: str, name: str) -> bool:
        path = find_file(package)
        if path is None or path.name != "__init__.py" or find_file(f"{package}.{name}") is None:
            return False
        return name not in read_module(package).defined
