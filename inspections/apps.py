from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "Inspections, committees and papers"

    def ready(self):
        """Put this app's panels on the pages of actions, which lie left of it."""
