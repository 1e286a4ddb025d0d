"""What can keep an embedded PostgreSQL from starting; every message says what to do."""

from __future__ import annotations


class ClusterError(Exception):
    """An embedded PostgreSQL cannot be set up, started or stopped."""


class ClusterInUseError(ClusterError):
    """Another process runs the cluster of this home; its URLs still work from here."""


class ProgramsNotFoundError(ClusterError):
    """No usable PostgreSQL programs on this machine."""


class OtherMajorVersionError(ClusterError):
    """The data folder was written by another major version of PostgreSQL."""
