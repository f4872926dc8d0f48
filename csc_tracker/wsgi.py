"""The application for a web server. Without CSC_MODE it runs as production, which refuses to start unsafe."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application

from csc_tracker.protection.whole_bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csc_tracker.settings")
os.environ.setdefault("CSC_MODE", "production")
os.environ["CSC_SERVING"] = "1"  # the settings then limit how long a page waits in the database

application = whole_bodies(get_wsgi_application())
# What is loaded now is kept for good: looking through all of it for garbage takes a fifth of the time of pages.
# At the end it must be let go, or connections to SQLite are not closed and their log is not written back to the file.
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)
