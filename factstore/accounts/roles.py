"""Which groups give which role."""

from collections.abc import Iterable, Mapping

from factstore.core.roles import Role

GROUPS: Mapping[Role, str] = {
    Role.CONTRIBUTOR: "contributors",
    Role.EDITOR: "editors",
    Role.REVIEWER: "reviewers",
}
"""Without a group one reads; administrators are superusers. Migrations create the groups."""

_ROLES = {group: role for role, group in GROUPS.items()}


def role_of(groups: Iterable[str]) -> Role:
    """Return the highest role that membership in `groups` gives; other groups give none."""
    return max((_ROLES.get(name, Role.READER) for name in groups), default=Role.READER)
