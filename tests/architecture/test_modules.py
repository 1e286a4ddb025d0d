"""The shape of modules: short, named for their subject, and opened with a line on what they hold."""

import ast

import pytest

from tests.architecture.sources import ROOT, tracked

MAX_LINES = 300
MAX_FUNCTION = 60
VAGUE = {"utils", "util", "helpers", "common", "misc", "tools", "base_utils"}
MODULES = [
    path
    for path in tracked("*.py")
    if path.parts[0] in {"factstore", "config"} and "migrations" not in path.parts
]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_is_short_and_says_what_it_holds(path):
    text = (ROOT / path).read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MAX_LINES, "split it by noun"
    if tree.body and path.name not in {"__init__.py", "apps.py"}:
        assert ast.get_docstring(tree), "open with one line on what it holds"
    assert not VAGUE & set(path.with_suffix("").parts)


def test_functions_are_short():
    lengths = {
        f"{path}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    long = [name for name, lines in lengths.items() if lines > 30]
    assert len(long) < len(lengths) / 10
    assert [name for name, lines in lengths.items() if lines > MAX_FUNCTION] == []
