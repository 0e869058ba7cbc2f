"""Expressions of the language as the kernel writes them."""

import ast


def vector_tree(tree: ast.expr) -> ast.expr:
    """Return an expression with branch-free functions and numbers that are floats."""
    copied = ast.parse(ast.unparse(tree), mode="eval").body
    changed: ast.expr = _ToVector().visit(copied)
    return changed


def vector_text(tree: ast.expr) -> str:
    """Return the same as text."""
    return ast.unparse(vector_tree(tree))


class _ToVector(ast.NodeTransformer):
    """Calls of the language to the branch-free functions, whole numbers to floats."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        assert isinstance(node.func, ast.Name)
        meant = {"min": "_lesser", "max": "_greater"}.get(node.func.id, f"_{node.func.id}")
        function = ast.Name(meant, ast.Load())
        if node.func.id not in ("min", "max"):
            return ast.Call(function, node.args, [])
        result = node.args[0]
        for argument in node.args[1:]:
            result = ast.Call(function, [result, argument], [])
        return result

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        half = isinstance(node.op, ast.Pow) and getattr(node.right, "value", 2) == 0.5
        if isinstance(node.op, ast.Pow):
            node.left = self.visit(node.left)
            return ast.Call(ast.Name("_sqrt", ast.Load()), [node.left], []) if half else node
        self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Constant(float(node.value))  # type: ignore[arg-type]
