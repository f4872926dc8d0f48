"""The door for a web server. A server that says nothing of its mode gets production, which refuses to start unsafe."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application

from csc_tracker.protection.whole_bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csc_tracker.settings")
os.environ.setdefault("CSC_MODE", "production")

application = whole_bodies(get_wsgi_application())
# What is loaded now stays: looking through all of it for garbage again and again takes a fifth of the time of pages.
# At the end it may go, or connections to SQLite would not be closed and what their log holds not be written back.
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)
