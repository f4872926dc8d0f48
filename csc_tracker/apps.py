from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CscTrackerConfig(AppConfig):
    name = "csc_tracker"
    verbose_name = "People"

    def ready(self):
        from . import checks, ledgers, roles  # noqa: F401 (registers the system checks)

        pre_migrate.connect(ledgers.before_migrate, sender=self)
        post_migrate.connect(ledgers.after_migrate, sender=self)
        roles.connect()
