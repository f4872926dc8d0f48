from django.apps import AppConfig


class CscTrackerConfig(AppConfig):
    name = "csc_tracker"
    verbose_name = "People"

    def ready(self):
        from . import checks, roles  # noqa: F401 (registers the system checks)

        roles.connect()
