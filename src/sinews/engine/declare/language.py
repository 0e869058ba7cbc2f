"""The language of equations: + - * /, sqrt, squares, min, max, exp, log, tanh and names."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Final, NoReturn

from sinews.engine.declare.place import Place, refuse
from sinews.errors import suggest

FUNCTIONS: Final = ("min", "max", "exp", "log", "tanh", "sqrt")
_ALLOWED = "an equation may use + - * /, **2, **0.5, min, max, exp, log, tanh, sqrt and names"
_NO_TEST = "a test on state breaks smoothness and step halving: use min, max or tanh as a switch"
_HINTS: Final[dict[type[ast.AST], str]] = {
    ast.IfExp: _NO_TEST,
    ast.If: _NO_TEST,
    ast.Compare: _NO_TEST,
    ast.BoolOp: _NO_TEST,
    ast.For: "a model steps through time by itself: write what happens in one period",
    ast.While: "a model steps through time by itself: write what happens in one period",
    ast.AugAssign: "a stock changes only through flows: declare @flow(..., into=...)",
    ast.Subscript: "each variable has its own name: use each() for one equation of several kinds",
    ast.Attribute: "import the function by name: from math import exp",
}


@dataclass(frozen=True, slots=True)
class Formula:
    """An equation in the language: its expression as text and the names that it reads."""

    text: str
    reads: tuple[str, ...]

    def tree(self) -> ast.expr:
        """Return the syntax tree of the expression."""
        return ast.parse(self.text, mode="eval").body


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A function of the language that equations may call; it is written out where it is used."""

    function: Callable[..., float]

    def __call__(self, *arguments: float) -> float:
        """Return the value, so that equations can be called and tested as they stand."""
        return self.function(*arguments)


def shorthand(function: Callable[..., float]) -> Shorthand:
    """Declare a function that equations may call, for example a logistic curve."""
    return Shorthand(function)


def read_function(function: Callable[..., float]) -> Formula:
    """Return the formula of a Python function whose arguments are the variables that it reads.

    Raises
    ------
    ModelError
        The body is not in the language, or reads other names than its arguments.
    """
    tree, arguments, place = _read_definition(function)
    reader = _Reader(place, arguments, getattr(function, "__globals__", {}))
    expression = reader.read_body(tree.body)
    reads = find_names(expression)
    if unread := [a for a in arguments if a not in reads]:
        reader.refuse(tree, f"{tree.name!r} does not read its argument {unread[0]!r}: remove it.")
    return Formula(ast.unparse(expression), tuple(arguments))


def read_text(text: str, place: Place) -> Formula:
    """Return the formula of an expression given as text, such as a stock's start.

    Raises
    ------
    ModelError
        The text is not an expression of the language.
    """
    try:
        expression = ast.parse(text, mode="eval").body
    except SyntaxError:
        refuse(place, f"{text!r} is not an expression.")
    names = find_names(expression)
    fixed = _Reader(place, list(names), {}, fixed_line=True).check(expression)
    return Formula(ast.unparse(fixed), names)


def find_names(expression: ast.expr) -> tuple[str, ...]:
    """Return the variables that an expression reads, each once; functions are left out."""
    called = {id(n.func) for n in ast.walk(expression) if isinstance(n, ast.Call)}
    found = (n for n in ast.walk(expression) if isinstance(n, ast.Name) and id(n) not in called)
    return tuple(dict.fromkeys(n.id for n in found))


def _read_definition(
    function: Callable[..., float],
) -> tuple[ast.FunctionDef, list[str], Place]:
    assert isinstance(function, FunctionType)
    code = function.__code__
    place = Place(code.co_filename, code.co_firstlineno)
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        refuse(place, f"the source of {function.__name__!r} cannot be read: put it in a file.")
    tree = ast.parse(source).body[0]
    if not isinstance(tree, ast.FunctionDef):
        refuse(place, f"{function.__name__!r} must be written with def, not as a lambda.")
    a = tree.args
    if a.vararg or a.kwarg or a.defaults or any(a.kw_defaults):
        refuse(place, f"{tree.name!r}: arguments are names of variables, without * or defaults.")
    return tree, [x.arg for x in (*a.posonlyargs, *a.args, *a.kwonlyargs)], place


class _Reader(ast.NodeTransformer):
    """Checks an expression and writes out local names and shorthands."""

    def __init__(
        self,
        place: Place,
        arguments: list[str],
        outside: Mapping[str, Any],
        *,
        fixed_line: bool = False,
    ) -> None:
        self.place, self.arguments, self.outside = place, arguments, outside
        self.fixed_line = fixed_line
        self.local: dict[str, ast.expr] = {}

    def refuse(self, node: ast.AST, message: str) -> NoReturn:
        line = self.place.line + (0 if self.fixed_line else getattr(node, "lineno", 1) - 1)
        refuse(Place(self.place.file, line), message)

    def read_body(self, body: list[ast.stmt]) -> ast.expr:
        for statement in body:
            match statement:
                case ast.Expr(value=ast.Constant(value=str())):
                    continue
                case ast.Return(value=ast.expr() as value):
                    return self.check(value)
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ):
                    self._assign(statement, name, value)
                case _:
                    self.generic_visit(statement)
        return self.refuse(body[-1], "an equation ends with `return` and an expression.")

    def _assign(self, statement: ast.stmt, name: str, value: ast.expr) -> None:
        if name in self.arguments or name in self.local:
            self.refuse(
                statement,
                f"{name!r} is set again: a stock changes only through flows, and a local "
                "name is given once. Declare @flow(..., into=...) or choose another name.",
            )
        self.local[name] = self.check(value)

    def check(self, node: ast.expr) -> ast.expr:
        result = self.visit(node)
        assert isinstance(result, ast.expr)
        return result

    def generic_visit(self, node: ast.AST) -> NoReturn:
        hint = next((h for kind, h in _HINTS.items() if isinstance(node, kind)), _ALLOWED)
        self.refuse(node, f"`{ast.unparse(node).splitlines()[0]}` is not allowed: {hint}.")

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.local:
            return self.local[node.id]
        if node.id not in self.arguments:
            self.refuse(
                node,
                f"{node.id!r} is not an argument.{suggest(node.id, self.arguments)} "
                "An equation reads its arguments only; a constant is a parameter().",
            )
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if not isinstance(node.op, ast.USub | ast.UAdd):
            self.generic_visit(node)
        return ast.UnaryOp(node.op, self.check(node.operand))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.op, ast.Pow):
            if not (isinstance(node.right, ast.Constant) and node.right.value in (0.5, 2)):
                self.refuse(
                    node,
                    f"`{ast.unparse(node)}`: powers are **2 and **0.5; for others "
                    "write exp(a*log(x)).",
                )
        elif not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            self.generic_visit(node)
        return ast.BinOp(self.check(node.left), node.op, self.check(node.right))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        meant = self.outside.get(name)
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            self.refuse(node, f"`{ast.unparse(node)}`: give the arguments one by one.")
        if isinstance(meant, Shorthand):
            return self._write_out(node, meant)
        if name not in FUNCTIONS:
            called = ast.unparse(node.func)
            hint = _HINTS[ast.Attribute] if "." in called else suggest(called, FUNCTIONS).strip()
            self.refuse(node, f"{called}() is not in the language: {_ALLOWED}. {hint}")
        if (len(node.args) < 2) == (name in ("min", "max")) or not node.args:
            self.refuse(node, f"`{ast.unparse(node)}` has {len(node.args)} arguments.")
        return ast.Call(node.func, [self.check(a) for a in node.args], [])

    def _write_out(self, node: ast.Call, meant: Shorthand) -> ast.expr:
        tree, arguments, place = _read_definition(meant.function)
        if len(arguments) != len(node.args):
            self.refuse(node, f"{tree.name}() takes {len(arguments)} arguments.")
        inner = _Reader(place, [], getattr(meant.function, "__globals__", {}))
        inner.local = dict(zip(arguments, map(self.check, node.args), strict=True))
        return inner.read_body(tree.body)
