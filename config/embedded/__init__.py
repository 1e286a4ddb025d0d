"""An embedded PostgreSQL: `Cluster` runs one in a folder of its own, as a child process."""

from config.embedded.cluster import Cluster
from config.embedded.errors import (
    ClusterError,
    ClusterInUseError,
    OtherMajorVersionError,
    ProgramsNotFoundError,
)

__all__ = [
    "Cluster",
    "ClusterError",
    "ClusterInUseError",
    "OtherMajorVersionError",
    "ProgramsNotFoundError",
]
