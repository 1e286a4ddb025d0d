"""The error codes: one table, documented, used, and each triggered by a test."""

import ast
import importlib
import re

from factstore.core.api.codes import PROBLEMS
from factstore.core.api.member_codes import MEMBERS
from factstore.core.errors import DomainError
from factstore.core.management.commands.list_errors import page
from tests.architecture.sources import ROOT, tracked

SOURCES = [path for path in tracked("*.py") if path.parts[0] == "factstore"]
OF_DRF = {
    *("required", "null", "blank", "empty", "invalid", "invalid_choice", "not_a_list"),
    *("max_length", "min_length", "max_value", "min_value", "invalid_time", "invalid_date"),
    *("unstorable_text", "not_a_line"),
}
"""Codes that DRF's fields give, or ours in DRF's way (`default_error_messages`)."""

_CODE = re.compile(r"(?<!_)\bcodes?\b|\berrors?\b")

NOT_TRIGGERED: dict[str, str] = {}
"""Codes without a test, each with the reason why it has none."""


def test_the_page_is_the_table():
    written = (ROOT / "docs" / "errors.md").read_text()
    assert written == page(), "run `make openapi`"


def test_every_domain_error_is_in_the_table():
    for path in SOURCES:
        if path.name in {"errors.py", "exceptions.py"}:
            importlib.import_module(".".join(path.with_suffix("").parts))
    for error in _all_subclasses(DomainError):
        if "code" not in vars(error):
            continue
        assert error.code in PROBLEMS, f"{error.__name__}: {error.code}"
        known = PROBLEMS[error.code]
        assert (known.status, known.title) == (error.status, error.title), error.__name__


def test_every_refusal_of_a_member_is_in_the_table():
    used = {code for path in SOURCES for code in _member_codes((ROOT / path).read_text())}
    assert used - MEMBERS.keys() == set(), "not in factstore.core.api.member_codes"
    assert MEMBERS.keys() - used - OF_DRF == set(), "nothing gives these codes"


def test_every_code_is_triggered_by_a_test():
    paths = [path for path in tracked("*.py") if path.parts[0] == "tests"]
    asked = [p for p in paths if p.parts[1] not in {"architecture", "clients"}]
    said = _asserted([ast.parse((ROOT / path).read_text()) for path in asked])
    missing = (PROBLEMS.keys() | MEMBERS.keys()) - said - NOT_TRIGGERED.keys()
    assert missing == set()
    assert NOT_TRIGGERED.keys() & said == set(), "triggered after all"


def _asserted(trees):
    """Return the words that are asserted to be codes: beside `code` or `errors` in an assertion, in
    a call of a function that has one, or in what such a test takes them from: its parameters, its
    loops, and tables of its module.
    """
    functions = [
        (tree, node)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    asking = {f.name for _, f in functions if _asks(f) and not f.name.startswith("test_")}
    found = set()
    for tree, function in functions:
        calls = [node for node in ast.walk(function) if _calls(node, asking)]
        asserted = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
        asserted = [a for a in asserted if _asks(a) or any(_calls(n, asking) for n in ast.walk(a))]
        taken = []
        if function.name.startswith("test_") and (calls or _asks(function)):
            names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            taken += function.decorator_list
            taken += [node.iter for node in ast.walk(function) if isinstance(node, ast.For)]
            taken += [
                node.value
                for node in tree.body
                if isinstance(node, ast.Assign)
                and names & {target.id for target in node.targets if isinstance(target, ast.Name)}
            ]
        found |= {word for node in (*calls, *asserted, *taken) for word in _constants(node)}
    return found


def _asks(node):
    """Tell whether there is an assertion about codes."""
    return any(
        isinstance(part, ast.Assert) and _CODE.search(ast.unparse(part.test))
        for part in ast.walk(node)
    )


def _calls(node, names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _member_codes(text):
    """Yield the codes in `FieldError(pointer, code, …)`, `Unreadable(code, …)`, `ErrorDetail(…, code=…)`."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "FieldError" and len(node.args) > 1:
            yield from _constants(node.args[1])
        if node.func.id == "Unreadable":
            yield from _constants(node.args[0])
        for keyword in node.keywords:
            if keyword.arg == "code" and node.func.id in {"ErrorDetail", "ValidationError"}:
                yield from _constants(keyword.value)


def _constants(node):
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _all_subclasses(kind):
    for sub in kind.__subclasses__():
        yield sub
        yield from _all_subclasses(sub)
