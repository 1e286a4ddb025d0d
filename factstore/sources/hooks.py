"""What others do when an article gets a new version, inside the change that adds it.

Sources know nothing of what stands on them: each capability above registers its part in
`AppConfig.ready`.
"""

from collections.abc import Callable

from factstore.sources.models import Version

AfterVersion = Callable[[Version, Version], None]

_after_version: list[AfterVersion] = []


def after_version(hook: AfterVersion) -> AfterVersion:
    """Have `hook(previous, version)` called for each version but an article's first.

    Both have their texts. What the hook raises takes the new version back.
    """
    _after_version.append(hook)
    return hook


def version_added(previous: Version, version: Version) -> None:
    """Tell all hooks that `version` follows `previous`, in the order of their registration."""
    for hook in _after_version:
        hook(previous, version)
