"""System checks of the project's own settings."""

from django.conf import settings
from django.core import checks

from inspections.loading.reading.confinement import lacking


@checks.register(deploy=True)
def check_today_is_real(app_configs, **kwargs):
    """Today may be pinned in the demonstration alone."""
    if settings.PINNED_TODAY and not settings.DEMONSTRATION:
        return [
            checks.Error(
                f"CSC_TODAY pins today to {settings.PINNED_TODAY} outside the demonstration.",
                hint="Unset CSC_TODAY.",
                id="csc_tracker.E001",
            )
        ]
    return []


@checks.register(deploy=True)
def check_papers_can_be_read(app_configs, **kwargs):
    """Outside the demonstration a paper is read only by a process that can be kept from every other file."""
    if not settings.DEMONSTRATION and (missing := lacking()):
        return [
            checks.Error(
                f"This machine lacks {missing}, by which the reader of papers is kept from other files: papers are "
                "refused.",
                hint="Use Linux 5.13 or newer with Landlock switched on, and let containers use both.",
                id="csc_tracker.E002",
            )
        ]
    return []
