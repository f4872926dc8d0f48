from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_migrate, pre_save


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self):
        from actions.models import Action, ActionPosition, ProgressUpdate, SearchEntry, SearchWord
        from actions.positions import checks, recording  # noqa: F401 (registers the system checks)
        from actions.search import index, laying
        from actions.talking import mailing
        from csc_tracker.database.writing import at_the_end

        post_save.connect(recording.after_saving_an_action, sender=Action)
        pre_save.connect(recording.before_loading_an_update, sender=ProgressUpdate)
        post_save.connect(recording.after_loading_an_update, sender=ProgressUpdate)
        pre_save.connect(recording.before_loading_a_position, sender=ActionPosition)
        pre_save.connect(index.before_loading_an_entry, sender=SearchEntry)
        pre_save.connect(index.before_loading_a_word, sender=SearchWord)
        pre_migrate.connect(laying.before_migrate, sender=self)
        post_migrate.connect(laying.after_migrate, sender=self)
        at_the_end.append(index.catch_up)
        mailing.add_to_the_letters()
