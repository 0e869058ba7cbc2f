"""Source files as trees: what names are bound to, what is read, what is done, as text."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sinews.errors import ProvenanceError

_Functions = ast.FunctionDef | ast.AsyncFunctionDef
_NO_BEHAVIOUR: Final = frozenset(
    {"ctx", "kind", "type_comment", "type_params", "returns", "annotation"}
)
_PROSE: Final = frozenset({"doc", "description"})
"""Arguments that only describe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file: what its names are bound to.

    Attributes
    ----------
    defined
        Name to the top-level statements that bind it.
    imported
        Name to the module and, where it is not a module itself, the name in it.
    effects
        Top-level statements that bind no name: they act whenever the module is imported.
    sha256
        Of the bytes of the file.
    """

    name: str
    defined: Mapping[str, tuple[ast.stmt, ...]]
    imported: Mapping[str, tuple[str, str]]
    effects: tuple[ast.stmt, ...]
    sha256: str


@cache
def find_root(package: str) -> Path:
    """Return the folder of a package, without importing it.

    Raises
    ------
    ProvenanceError
        There is no such package, or it is not a folder of files.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ProvenanceError(f"No folder of a package {package!r} is found.")
    return Path(spec.submodule_search_locations[0])


def find_file(module: str) -> Path | None:
    """Return the file of a module of a package, None where there is no such module."""
    package, *rest = module.split(".")
    base = find_root(package).joinpath(*rest)
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def digest_module(module: str) -> str:
    """Return the sha256 of the file of a module; empty where the module is gone."""
    path = find_file(module)
    return "" if path is None else sha256(path.read_bytes()).hexdigest()


@cache
def read_module(module: str) -> Module:
    """Return the bindings of one source file.

    Raises
    ------
    ProvenanceError
        There is no such module.
    """
    path = find_file(module)
    if path is None:
        raise ProvenanceError(f"There is no module {module}.")
    content = path.read_bytes()
    defined: dict[str, tuple[ast.stmt, ...]] = {}
    imported: dict[str, tuple[str, str]] = {}
    effects = []
    for statement in ast.parse(content).body:
        imports, names = _bind(statement, module)
        imported |= imports
        for name in names:
            defined[name] = (*defined.get(name, ()), statement)
        if not names and not imports and not _is_text(statement) and not _is_import(statement):
            effects.append(statement)
    return Module(
        name=module,
        defined=defined,
        imported=imported,
        effects=tuple(effects),
        sha256=sha256(content).hexdigest(),
    )


def _bind(statement: ast.stmt, module: str) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Return the imports and the names that a top-level statement binds."""
    imports: dict[str, tuple[str, str]] = {}
    if isinstance(statement, _Functions | ast.ClassDef):
        return imports, [statement.name]
    if isinstance(statement, ast.Expr):
        return imports, []
    names = []
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.update(list_imports(node, module))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, _Functions | ast.ClassDef):
            names.append(node.name)
    return imports, names


def list_imports(
    node: ast.Import | ast.ImportFrom, module: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield name, module and name in the module of what an import of this package binds."""
    package = module.partition(".")[0]
    if isinstance(node, ast.Import):
        for a in node.names:
            if a.name.partition(".")[0] == package:
                yield (a.asname, (a.name, "")) if a.asname else (package, (package, ""))
    elif node.level == 0 and (node.module or "").partition(".")[0] == package:
        for a in node.names:
            yield a.asname or a.name, (str(node.module), a.name)


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str | type(...))
    )


def list_names(node: ast.AST, note: Callable[[str], None]) -> Iterator[tuple[str, ...]]:
    """Yield the dotted names that a statement reads, and note its text constants."""
    if isinstance(node, ast.Name):
        yield (node.id,)
        return
    if isinstance(node, ast.Attribute):
        chain, inner = [node.attr], node.value
        while isinstance(inner, ast.Attribute):
            chain.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            yield (inner.id, *reversed(chain))
            return
        yield from list_names(inner, note)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        note(node.value)
    for child in _list_children(node):
        yield from list_names(child, note)


def _list_children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that matter for what it does."""
    for _, value in _list_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _list_fields(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield the fields of a node that matter; of a declared artifact only how it is read."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield "exc", node.exc.func
        return
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if isinstance(node, ast.Call) and called == "Artifact":
        yield "keywords", [k for k in node.keywords if k.arg == "read"]
        return
    if isinstance(node, ast.Call) and called == "cast":
        yield "args", node.args[1:]
        return
    for name in node._fields:
        if name in _NO_BEHAVIOUR:
            continue
        value = getattr(node, name, None)
        if isinstance(value, list):
            value = [v for v in value if not (_is_text(v) or _is_import(v) or _is_prose(v))]
        if value is None or value == []:
            continue
        yield name, value


def _is_import(node: object) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_prose(node: object) -> bool:
    return isinstance(node, ast.keyword) and node.arg in _PROSE


def write_tree(node: object) -> str:
    """Return a tree as text that is the same under every version of Python."""
    if isinstance(node, ast.Constant):
        return f"{type(node.value).__name__}:{node.value!r}"
    if isinstance(node, ast.AST):
        fields = ",".join(f"{n}={write_tree(v)}" for n, v in _list_fields(node))
        return f"{type(node).__name__}({fields})"
    if isinstance(node, list):
        return f"[{','.join(map(write_tree, node))}]"
    return repr(node)
