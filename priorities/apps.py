from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "priorities"
    verbose_name = "Plan and priorities"

    def ready(self):
        from priorities import holders

        holders.connect()
