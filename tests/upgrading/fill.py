"""How the stores of older programs were made: run by hand, in a checkout of the older program.

    cd OLDER && .venv/bin/python …/tests/upgrading/fill.py …/tests/upgrading/NAME

writes `NAME.sql.gz`, the whole database as statements, and `NAME.json.gz`, what its API answered.
All but the users comes through that program's own commands and API, each request a change.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
V1 = "/api/v1"
WIDE = "𝕬 flag 🇺🇦 stands here. "
WITNESS = "A witness spoke to nobody."
LONG = f"{WIDE * 750}{WITNESS} {WIDE * 750}The long report ends with these words."
CORRECTED = LONG.replace("The long report", "This very long report") + " A correction."
SECRET = "Mary Marlowe"
HIDDEN = f"“I saw it,” said {SECRET}, a clerk. The clerk, {SECRET}, left the town that day."
ETAG = {"HTTP_IF_MATCH": "*"}


class Desk:
    """Requests of Ada, who edits, and of an administrator; any refusal ends the run."""

    def __init__(self, ada: Any, root: Any) -> None:
        self.ada, self.root = ada, root

    def post(self, path: str, body: Any, **headers: Any) -> Any:
        client = self.root if headers.pop("as_root", False) else self.ada
        response = client.post(f"{V1}{path}", body, "json", **headers)
        assert response.status_code < 300, (path, response.content)
        return response.json() if response.content else None

    def get(self, path: str, **query: Any) -> Any:
        response = self.ada.get(f"{V1}{path}", query)
        assert response.status_code == 200, (path, response.content)
        return response.json()

    def article(self, title: str, text: str) -> Any:
        return self.post("/articles", {"title": title, "language": "en", "text": text})

    def fact(
        self, what: str, article: str, words: str, *, draft: bool = False, of: str | None = None
    ) -> Any:
        participant = {"key": "of", "field": "participant", "kind": "entity", "entity": of}
        fact = self.post(
            "/facts",
            {
                "type": "event",
                "values": [
                    {"key": "what", "field": "what", "kind": "text", "text": what},
                    *([participant] if of else []),
                ],
                "evidence": [
                    {
                        "mode": "own",
                        "quotes": [{"article": article, "exact": words}],
                        "covers": [
                            {"value": value, "basis": "inferred", "note": "so it reads"}
                            for value in ("what", *(["of"] if of else []))
                        ],
                    }
                ],
            },
        )
        if draft:
            return fact
        return self.post(f"/facts/{fact['id']}/accept", {}, **ETAG, as_root=True)


def fill(desk: Desk) -> None:
    """Write what an upgrade has to carry over, after the desk's types, entities and articles."""
    main = next(a for a in desk.get("/articles")["results"] if a["title"] == "Main")["id"]
    named = {e["name"]: e["id"] for e in desk.get("/entities")["results"]}
    wide = desk.article("Wide", f"{WIDE}Nothing came of it.")["id"]
    long = desk.article("Long", LONG)["id"]
    hidden = desk.article("Hidden", HIDDEN)

    other = {"of": named["Ukraine"]}
    asked = desk.fact("a request", main, "Ukraine had asked for it.", **other)
    again = desk.fact("a request", wide, "Nothing came of it.")
    desk.fact("a flag stands", wide, "𝕬 flag 🇺🇦 stands here.")
    ended = desk.fact("the long report ended", long, "The long report ends with these words.")
    seen = desk.fact(f"{SECRET} saw it", hidden["id"], f"said {SECRET}, a clerk")
    desk.fact("a draft", wide, "Nothing came of it.", draft=True)
    withdrawn = desk.fact("a mistake", wide, "Nothing came of it.")

    desk.post(f"/facts/{withdrawn['id']}/withdraw", {"reason": "no such thing"}, **ETAG)
    merge = {"into": asked["id"], "reason": "the same"}
    desk.post(f"/facts/{again['id']}/merge", merge, **ETAG)
    twin = desk.post("/entities", {"kind": "country", "name": "USA", "aliases": ["the States"]})
    merge = {"into": named["United States"], "reason": "one country"}
    desk.post(f"/entities/{twin['id']}/merge", merge, **ETAG)
    standing = {"state": "disputed", "reason": "others deny it"}
    desk.post(f"/facts/{ended['id']}/standing", standing, **ETAG)
    desk.post(f"/facts/{seen['id']}/flags", {"kind": "wrong", "text": f"who is {SECRET}?"})
    desk.post("/notes", {"kind": "fact", "object": asked["id"], "text": "look again"})

    desk.post("/quotes", {"article": wide, "exact": "🇺🇦 stands"})
    lone = desk.post("/quotes", {"article": wide, "exact": "came of it"})
    desk.post(f"/quotes/{lone['id']}/withdraw", {"reason": "too short"}, **ETAG)
    desk.post("/quotes", {"article": long, "exact": WITNESS})
    desk.post(f"/articles/{long}/versions", {"text": CORRECTED, "reason": "corrected"}, **ETAG)

    version = desk.get(f"/articles/{hidden['id']}/versions")["results"][0]["id"]
    spans = [{"start": at, "end": at + len(SECRET)} for at in places(HIDDEN, SECRET)]
    body = {"spans": spans, "reason": "order 12/2024"}
    desk.post(f"/versions/{version}/redact", body, **ETAG, as_root=True)
    desk.fact("Russia denied", main, "The deal reportedly runs for 10 years")


def places(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


def answers(desk: Desk) -> dict[str, Any]:
    """Return what the store says now and said at each position, by address and query."""
    position = desk.get("/snapshot")["position"]
    found = {}
    for kind in ("facts", "articles", "entities", "quotes", "publishers"):
        for at in range(1, position + 1):
            query = f"/{kind}?known_at={at}&limit=100"
            found[query] = desk.get(query)["results"]
        for thing in found[f"/{kind}?known_at={position}&limit=100"]:
            found[f"/{kind}/{thing['id']}"] = desk.get(f"/{kind}/{thing['id']}")
            for number in range(1, thing["revision"] + 1):
                path = f"/{kind}/{thing['id']}/revisions/{number}"
                found[path] = desk.get(path)
    return found


def main() -> None:
    target = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(Path.cwd()))
    from config.embedded import Cluster

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)
        with Cluster(Path(home) / "pg", durable=False) as cluster:
            os.environ |= {
                "DATABASE_URL": cluster.owner_url(),
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "FACTSTORE_SECRET_KEY": "for tests alone",
            }
            import django

            django.setup()
            desk = prepared()
            fill(desk)
            write(target.with_suffix(".json.gz"), json.dumps(answers(desk), ensure_ascii=False))
            write(target.with_suffix(".sql.gz"), dumped(cluster))


def prepared() -> Desk:
    """Fill an empty database as a first run does, with the desk instead of the demonstration."""
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from rest_framework.test import APIClient

    from factstore.accounts import actions as account_actions
    from factstore.core.roles import Role

    setup_test_environment()
    call_command("migrate", verbosity=0)
    fixtures = Path.cwd() / "fixtures" / "fact_types.jsonl"
    call_command("load_fixtures", fixtures, HERE.parent / "facts" / "desk.jsonl")
    clients = []
    for name, role in (("ada", Role.REVIEWER), ("root", Role.ADMINISTRATOR)):
        user = account_actions.create_user(username=name, role=role)
        client = APIClient()
        _, key = account_actions.create_token(user=user, name="fill")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        clients.append(client)
    return Desk(*clients)


def dumped(cluster: Any) -> str:
    """Return the database as statements that any role and any PostgreSQL from 15 on takes."""
    options = ("--inserts", "--no-owner", "--no-privileges", "--schema=public", "--extension=*")
    done = subprocess.run(
        [cluster.programs["pg_dump"], *options, cluster.owner_url()],
        capture_output=True,
        check=True,
    )
    # What is set for a session is newer than some servers; lines with a backslash are psql's.
    ours = ("\\", "SET ", "SELECT pg_catalog.set_config(", "CREATE SCHEMA", "COMMENT ON ")
    return "\n".join(line for line in done.stdout.decode().split("\n") if not line.startswith(ours))


def write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
