"""System checks of the project's own settings."""

from django.conf import settings
from django.core import checks


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
