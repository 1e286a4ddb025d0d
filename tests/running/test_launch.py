"""`make run` and its kin: one parent, and nothing left behind when it goes."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded import Cluster, roles
from config.embedded.settings_file import free_port
from tests.running.processes import (
    BASE,
    PATIENCE,
    Launched,
    clean_environment,
    is_running,
    wait_until,
)

pytestmark = pytest.mark.running

RUNS: list[Launched] = []
LAUNCH = [sys.executable, "-m", "config.launch"]


def launch(home: Path, *, command: list[str] | None = None, **variables: str) -> Launched:
    log = home.with_name(f"{home.name}.log")
    variables = {"FACTSTORE_HOME": str(home), "PORT": str(free_port()), **variables}
    RUNS.append(Launched(command or [*LAUNCH, "run"], variables, log))
    return RUNS[-1]


@pytest.fixture(autouse=True)
def end_runs() -> Iterator[None]:
    """Let a failed test leave nothing running."""
    yield
    while RUNS:
        run = RUNS.pop()
        if run.process.poll() is None:
            run.end()


def call(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LAUNCH, *words],
        check=False,
        cwd=BASE,
        env=clean_environment({"FACTSTORE_HOME": str(home), **variables}),
        capture_output=True,
        text=True,
    )


def get(port: int, path: str) -> bytes:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        return bytes(answer.read())


def note(url: str, text: str) -> None:
    """Something that a change to the store leaves behind, without the store's own rules."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS noted (text text)")
        connection.execute("INSERT INTO noted VALUES (%s)", [text])


def noted(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM noted ORDER BY text")]


def all_gone(pids: set[int]) -> bool:
    return wait_until(lambda: not any(is_running(pid) for pid in pids))


@pytest.fixture(scope="module")
def first_run(shelter: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """A home after its first run, what that run said, and the facts that it served."""
    home = shelter / "a store"
    # A run that is killed while it loads the facts leaves nothing that the next one stumbles on.
    killed = launch(home)
    assert wait_until(lambda: "fact types" in killed.said), killed.said
    killed.end(signal.SIGKILL)
    run = launch(home)
    run.wait_until_ready()
    assert "fact types" in run.said
    facts = [f["id"] for f in json.loads(get(run.port, "/api/v1/facts?limit=500"))["results"]]
    left = run.processes()
    assert run.end() == 0
    assert all_gone(left)
    yield home, run.said, facts
    Cluster(home).remove()


def test_first_run_says_where_everything_is(first_run: tuple[Path, str, list[str]]) -> None:
    home, said, facts = first_run
    for path in ("/api/v1/facts", "/api/v1/docs", "/admin/"):
        assert len(re.findall(rf"http://127\.0\.0\.1:\d+{path}\n", said)) == 1
    assert len(re.findall(r"password: \S+", said)) == 1
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert facts


def test_second_run_keeps_everything(first_run: tuple[Path, str, list[str]]) -> None:
    home, _, facts = first_run
    run = launch(home, LC_ALL="C")
    run.wait_until_ready()
    again = json.loads(get(run.port, "/api/v1/facts?limit=500"))["results"]
    assert [f["id"] for f in again] == facts
    assert "password:" not in run.said
    get(run.port, "/api/v1/docs")
    get(run.port, "/admin/login/")
    beside = call(home, "run", PORT=str(free_port()))
    assert beside.returncode == 1
    assert "already running" in beside.stderr
    left = run.processes()
    assert len(left) > 5  # launcher, PostgreSQL with its processes, granian with its workers
    run.end(signal.SIGINT)
    assert all_gone(left)


@pytest.mark.parametrize("command", [[*LAUNCH, "run"], ["make", "run"]], ids=["launch", "make"])
def test_killed_parent_leaves_nothing(
    first_run: tuple[Path, str, list[str]], command: list[str]
) -> None:
    home = first_run[0]
    run = launch(home, command=command)
    run.wait_until_ready()
    left = run.processes()
    run.end(signal.SIGKILL)
    if sys.platform == "linux":
        assert all_gone(left)
    with Cluster(home) as cluster:  # elsewhere the next start stops it
        assert not any(is_running(pid) for pid in left & {cluster.pid})


def test_taken_port_is_named_before_anything_starts(shelter: Path) -> None:
    home = shelter / "never made"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = call(home, "run", PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port}" in refused.stderr
    assert "PORT=" in refused.stderr
    assert not home.exists()


@pytest.mark.parametrize("port", ["eight", "0", "65536"])
def test_port_that_is_none_is_named(shelter: Path, port: str) -> None:
    assert "PORT" in call(shelter / "never made", "run", PORT=port).stderr


def test_backup_brings_back_what_was(first_run: tuple[Path, str, list[str]]) -> None:
    home = first_run[0]
    dump = home.parent / "a dump.dump"
    with Cluster(home) as cluster:
        note(cluster.owner_url(), "before")
        # While the store runs: the running server is used, and left running.
        made = call(home, "backup", FILE=str(dump))
        assert made.returncode == 0, made.stderr
        assert stat.S_IMODE(dump.stat().st_mode) == 0o600
        assert call(home, "backup", FILE=str(dump)).returncode == 1
        assert "already running" in call(home, "restore", FILE=str(dump)).stderr
        note(cluster.owner_url(), "later")
    restored = call(home, "restore", FILE=str(dump))
    assert restored.returncode == 0, restored.stderr
    with Cluster(home) as cluster:
        assert noted(cluster.app_url()) == ["before"]
        kept = re.search(r"factstore_before_\w+", restored.stdout)
        assert kept is not None
        assert noted(cluster.owner_url(kept[0])) == ["before", "later"]
        assert triggers(cluster.app_url()) == triggers(cluster.owner_url(kept[0])) > 0
        with (
            psycopg.connect(cluster.app_url()) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("TRUNCATE ledger_change")


def triggers(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        ).fetchone()
        return int(row[0]) if row else 0


def test_broken_dump_changes_nothing(first_run: tuple[Path, str, list[str]]) -> None:
    home = first_run[0]
    broken = home.parent / "broken.dump"
    broken.write_bytes(b"PGDMP but not for long")
    with Cluster(home) as cluster:
        before = databases(cluster)
    assert call(home, "restore", FILE=str(broken)).returncode == 1
    assert "FILE=" in call(home, "restore").stderr
    with Cluster(home) as cluster:
        assert databases(cluster) == before


def databases(cluster: Cluster) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.superuser_url()) as connection:
        return connection.execute("SELECT oid, datname FROM pg_database ORDER BY 1").fetchall()


def test_database_url_replaces_the_embedded_server(
    first_run: tuple[Path, str, list[str]], home: Path
) -> None:
    dump = first_run[0].parent / "moved.dump"
    assert call(first_run[0], "backup", FILE=str(dump)).returncode == 0
    home.mkdir()
    with Cluster(home / "elsewhere", durable=False) as cluster:
        urls = {"DATABASE_URL": cluster.app_url(), "DATABASE_OWNER_URL": cluster.owner_url()}
        moved = call(home, "restore", FILE=str(dump), **urls)
        assert moved.returncode == 0, moved.stderr
        assert "FORCE=1" in call(home, "restore", FILE=str(dump), **urls).stderr
        forced = call(home, "restore", FILE=str(dump), FORCE="1", **urls)
        assert forced.returncode == 0, forced.stderr
        run = launch(home, **urls)
        run.wait_until_ready()
        served = json.loads(get(run.port, "/api/v1/facts?limit=500"))["results"]
        assert [f["id"] for f in served] == first_run[2]
        assert run.end() == 0
        assert not (home / "postgres").exists()
        assert cluster.pid is not None
    cluster.remove()
    assert "DATABASE_URL" in call(home, "run", PORT=str(free_port()), **urls).stderr


def test_older_database_server_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from config import database

    with Cluster(home, durable=False) as cluster:
        url = cluster.owner_url()
        monkeypatch.setattr(database, "OLDEST_MAJOR", cluster.programs.major + 1)  # type: ignore[union-attr]
        with pytest.raises(database.DatabaseUnusableError, match=r"needs \d+ or newer"):
            database._check(database.Store(url, url))
    assert roles.DATABASE in url
