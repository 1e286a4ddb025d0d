"""Documentation that the build holds to: settings, links, and nothing fetched by address."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, tracked

SETTING = re.compile(r"(?:env\.\w+|(?:environ|environment)(?:\.get)?)[(\[]\s*\"([A-Z_]+)\"")
ADDRESSES = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems)\.(?:org|com|io)|https?://\S+\.(?:whl|tgz|tar\.gz|zip|exe)\b"
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
OF_THE_SYSTEM = {"PATH", "PYTEST_XDIST_WORKER"}


def test_every_setting_is_documented_and_read():
    read = {
        name
        for path in tracked("*.py")
        if path.parts[0] in {"config", "factstore"}
        for name in SETTING.findall((ROOT / path).read_text())
    } - OF_THE_SYSTEM
    page = (ROOT / "docs" / "settings.md").read_text()
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    of_make = set(re.findall(r"\$\(([A-Z]+)\)", (ROOT / "Makefile").read_text()))
    assert "FACTSTORE_HOME" in read
    assert read - told == set(), "docs/settings.md does not say what these do"
    assert told - read - of_make == set(), "docs/settings.md tells of settings that nothing reads"


def test_links_within_the_repository_lead_somewhere():
    broken = [
        f"{path}: {target}"
        for path in tracked("*.md")
        for target in LINK.findall(_without_code((ROOT / path).read_text()))
        if not _leads_somewhere(path, target)
    ]
    assert broken == []


def test_nothing_is_fetched_by_address():
    found = [
        f"{path}: {match[0]}"
        for path in tracked("*")
        if path != Path(__file__).relative_to(ROOT) and (text := _text(ROOT / path)) is not None
        for match in ADDRESSES.finditer(text)
    ]
    assert found == []


def _leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    path, _, heading = target.partition("#")
    file = (ROOT / page.parent / path) if path else ROOT / page
    if not file.exists():
        return False
    return not heading or file.suffix != ".md" or heading in _headings(file.read_text())


def _headings(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", _without_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _text(path: Path) -> str | None:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None
