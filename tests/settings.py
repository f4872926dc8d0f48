"""The project's settings as the tests use them: the demonstration, whatever this shell's environment says.

Only DATABASE_URL is taken from the environment. Nothing is written to the developer's own `var/`: CSC_VAR names a
temporary folder, for the processes that a test starts too.
"""

import atexit
import os
import shutil
import tempfile

ASKS_THE_TESTS = {"CSC_SCREENSHOT"}  # a variable of the test suite itself

_worker, _var = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("CSC_VAR", "")
for _name in [name for name in os.environ if name.startswith("CSC_") and name not in ASKS_THE_TESTS]:
    del os.environ[_name]
if _worker:
    _var = os.path.join(_var, _worker)  # within the folder that the process over the workers made
else:
    _var = tempfile.mkdtemp(prefix="csc-tests-")
    atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ["CSC_VAR"] = _var

from csc_tracker.settings import *  # noqa: E402, F403
from csc_tracker.settings import DATABASES  # noqa: E402

DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # its open connections would keep the test database
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: no test is about the hasher
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CLOCK_MAY_DIFFER = None  # tests move the clock of their own process
