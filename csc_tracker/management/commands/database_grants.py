"""`manage.py database_grants ROLE`: what the role that the service runs as may do in PostgreSQL."""

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from csc_tracker.database.grants import grants


class Command(BaseCommand):
    help = (
        "Print the GRANT statements for the role that the web server and the worker run as, written from the models. "
        "With --apply they are also carried out, in one transaction. Run it as the owner after each migrate."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", help="the role that owns nothing, such as csc_runner")
        parser.add_argument("--apply", action="store_true", help="also carry them out")

    def handle(self, *, role, apply, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. DATABASE_URL names another database.")
        if role == connection.settings_dict["USER"]:
            raise CommandError(f"{role} is who is connected. Connect as the owner and name the other role.")
        statements = list(grants(connection, role))
        self.stdout.write("BEGIN;\n" + "".join(f"{each};\n" for each in statements) + "COMMIT;")
        if apply:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
