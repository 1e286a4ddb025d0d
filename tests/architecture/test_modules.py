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

# What migrations may import of ours. Rows of before have to be what these rules make now: whoever
# changes one (but ids and canonical JSON, which are fixed) adds a migration that makes them anew.
IMPORTED = {
    "factstore.core.ids",
    "factstore.core.canonical",
    "factstore.core.redaction",
    "factstore.facts.claims",
    "factstore.facts.facets",
    "factstore.facts.recording",
    "factstore.facts.stored",
    "factstore.ledger.models",
    "factstore.sources.sketch",
}


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


def test_migrations_import_no_more_than_what_is_kept_for_them():
    found = set()
    for path in tracked("factstore/*/migrations/*.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                within = node.module == "factstore.core"
                found |= {f"{node.module}.{n.name}" if within else node.module for n in node.names}
    assert {name for name in found if name.startswith("factstore.")} == IMPORTED
