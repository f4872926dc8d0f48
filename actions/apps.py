from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_save


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self):
        from actions.lists import search
        from actions.models import Action, ActionPosition, ProgressUpdate
        from actions.positions import checks, recording  # noqa: F401 (registers the system checks)

        post_save.connect(recording.after_saving_an_action, sender=Action)
        pre_save.connect(recording.before_loading_an_update, sender=ProgressUpdate)
        post_save.connect(recording.after_loading_an_update, sender=ProgressUpdate)
        pre_save.connect(recording.before_loading_a_position, sender=ActionPosition)
        post_migrate.connect(search.after_migrate, sender=self)
