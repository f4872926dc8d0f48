from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self):
        from . import append_only, keeping, panels

        pre_migrate.connect(append_only.before_migrate, sender=self)
        post_migrate.connect(append_only.after_migrate, sender=self)
        panels.keep(keeping.plan_and_priorities)
        panels.keep(keeping.every_action)
