from django.apps import AppConfig
from django.conf import settings

from actions.pages import panels as places


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "Inspections, committees and papers"

    def ready(self):
        """Put this app's panels on the pages of actions, which lie left of it, and its filters on their list.

        In the demonstration papers are read even where their reader cannot be confined.
        """
        from inspections.loading.reading.child import read_unconfined
        from inspections.reporting import baselines
        from inspections.reporting.chasing import mailing as reminders
        from inspections.reporting.chasing import owing
        from inspections.reporting.digests import mailing as digests
        from inspections.reporting.member_questions import mailing
        from inspections.reporting.member_questions import panel as questions_panel
        from inspections.scrutiny import look_first, origins, search
        from inspections.scrutiny.findings import action_filters
        from inspections.scrutiny.meetings import panel as meeting_panel
        from inspections.scrutiny.papers import receipts
        from inspections.scrutiny.resolutions import panel as promises

        places.register(places.BOARD_NEXT, "inspections/panels/next.html", meeting_panel.next_meeting)
        places.register(places.BOARD_FIRST, "inspections/panels/board_first.html", look_first.look_first)
        places.register(places.PRIORITY, "inspections/panels/priority.html", origins.findings_of_priority)
        places.register(places.MEASURE, "inspections/panels/measure.html", receipts.receipts_of_measures)
        places.register(places.MY_ACTIONS, "inspections/panels/my_actions.html", questions_panel.questions_waiting)
        places.register(places.MY_ACTIONS, "inspections/panels/promised.html", promises.promised_by)
        places.register(places.ACTION, "inspections/panels/action.html", origins.origin_of_action)
        places.register_baselines(baselines.baselines)
        places.register_last_shown(baselines.last_shown_to)
        action_filters.add_to_the_list()
        search.add_to_the_search()
        mailing.add_to_the_letters()
        owing.add_to_the_list()
        reminders.add_to_the_letters()
        digests.add_to_the_letters()
        if settings.DEMONSTRATION:
            read_unconfined()
