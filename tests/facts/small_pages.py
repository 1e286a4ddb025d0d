"""The application with pages of two facts in its exports, for a server that tests start."""

from config.wsgi import application
from factstore.facts import exporting

exporting.PAGE = 2

__all__ = ["application"]
