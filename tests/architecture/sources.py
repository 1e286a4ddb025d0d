"""The files of the repository."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SKIPPED = {".venv", ".factstore", "node_modules", "build"}


def tracked(pattern: str) -> list[Path]:
    """Return the paths, from the root, of tracked and new files of a name such as `*.py`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        paths = [Path(line) for line in done.stdout.splitlines()]
    else:  # an archive without a repository
        paths = [path.relative_to(ROOT) for path in ROOT.rglob(pattern)]
    return [p for p in paths if not SKIPPED & set(p.parts) and (ROOT / p).is_file()]
