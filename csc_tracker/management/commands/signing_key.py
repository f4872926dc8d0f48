"""`manage.py signing_key`: the public keys by which signatures are verified."""

from django.core.management import BaseCommand

from csc_tracker.protection.signing import public_keys


class Command(BaseCommand):
    help = (
        "Print the short id and the public key of the key that signs now, then of the earlier ones that are accepted. "
        "Public keys may be given to anyone, such as an auditor; the secret key is never printed."
    )

    def handle(self, **options):
        for place, (name, key) in enumerate(public_keys().items()):
            self.stdout.write(f"{name}  {key}  {'earlier' if place else 'signs now'}")
