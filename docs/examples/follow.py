"""Keep a copy of all that a fact store says, in a SQLite file, with nothing but Python itself.

    python follow.py http://127.0.0.1:8000 copy.sqlite        until it has caught up
    python follow.py http://127.0.0.1:8000 copy.sqlite 30     and on, waiting 30 s at a time

It may be killed at any moment and started again: what was received and how far it goes are written
in one transaction. FACTSTORE_TOKEN is sent where it is set.
"""

import json
import os
import sqlite3
import sys
import time
import urllib.request

TABLES = """
CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, text TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT);
"""


class Follower:
    """A copy of a store; `step` takes it one page further."""

    def __init__(self, address: str, file: str) -> None:
        self.address = address
        self.copy = sqlite3.connect(file)
        self.copy.executescript(TABLES)
        found = self.copy.execute("SELECT state FROM place").fetchone()
        self.state = json.loads(found[0]) if found else None

    def step(self, wait: int = 0) -> bool:
        """Load the next page; False: there was nothing new."""
        if self.state is None:
            snapshot = self._get("/api/v1/snapshot")
            self._keep({"after": snapshot["position"], "lists": list(snapshot["lists"].items())})
            return True
        if self.state["lists"]:
            return self._load()
        return self._follow(wait)

    def _load(self) -> bool:
        """Load a page of the first list of the snapshot that is not loaded yet."""
        (kind, path), *rest = self.state["lists"]
        page = self._get(path)
        for document in page["results"]:
            self._put(kind, document["id"], document)
        if page["next_cursor"] is not None:
            start = path.partition("&cursor=")[0]
            rest = [(kind, f"{start}&cursor={page['next_cursor']}"), *rest]
        self._keep({**self.state, "lists": rest})
        return True

    def _follow(self, wait: int) -> bool:
        """Take over a page of changes."""
        page = self._get(f"/api/v1/changes?after={self.state['after']}&limit=500&wait={wait}")
        for change in page["results"]:
            for told in change["objects"]:
                if told["action"] == "hide":
                    which = (told["kind"], told["id"])
                    self.copy.execute("DELETE FROM document WHERE kind = ? AND id = ?", which)
                else:
                    self._put(told["kind"], told["id"], told["document"])
        self._keep({**self.state, "after": page["next_after"]})
        if wait and page["retry_after"]:
            time.sleep(page["retry_after"])
        return bool(page["results"])

    def _put(self, kind: str, object_id: str, document: dict) -> None:
        # As the store writes it: sorted, nothing between, not escaped. So the bytes are the same.
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.copy.execute("REPLACE INTO document VALUES (?, ?, ?)", (kind, object_id, text))

    def _keep(self, state: dict) -> None:
        """Write what was received and how far it goes, both or nothing."""
        self.copy.execute("REPLACE INTO place VALUES (1, ?)", (json.dumps(state),))
        self.copy.commit()
        self.state = state

    def _get(self, path: str) -> dict:
        token = os.environ.get("FACTSTORE_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)


def main(address: str, file: str, wait: str = "0") -> None:
    follower = Follower(address, file)
    while follower.step(int(wait)) or int(wait):
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
