"""Django admin of scrutiny, a module a subject."""

from inspections.admin import committees, erasing, exempt, loading, papers, scrutiny  # noqa: F401 (registers each module's models)
