from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate, pre_migrate


class CscTrackerConfig(AppConfig):
    name = "csc_tracker"
    verbose_name = "People"

    def ready(self):
        from csc_tracker import checks  # noqa: F401 (registers the system checks)
        from csc_tracker.audit import rights
        from csc_tracker.database import ledgers
        from csc_tracker.people import roles, signing_in

        pre_migrate.connect(ledgers.before_migrate, sender=self)
        post_migrate.connect(ledgers.after_migrate, sender=self)
        roles.connect()
        rights.connect()
        signing_in.connect()


class TrackerAdminConfig(admin.AdminConfig):
    default = False  # of this module; the settings name it
    default_site = "csc_tracker.pages.admin_site.TrackerAdminSite"
