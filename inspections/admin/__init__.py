"""Django admin of scrutiny, a module a subject."""

from . import committees, loading, papers, scrutiny  # noqa: F401 (registers each module's models)
