"""A council's own sign-in page for the tests: a real OpenID Connect provider, a process of its own on this machine."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import requests

ANN = "ann.lee@example.gov.uk"


@contextmanager
def council_page():
    """Gives the provider's address; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            with suppress(requests.ConnectionError):
                requests.get(address, timeout=5)
                break
            time.sleep(0.1)
        try:
            yield address
        finally:
            running.terminate()


def is_said_of(provider, subject, **claims):
    """The provider says this of a person from now on; a claim that is None is left out."""
    said = {"email": ANN, "name": "Ann Lee", "groups": ["g-officers"]} | claims
    said = {name: value for name, value in said.items() if value is not None}
    requests.put(f"{provider}/users/{subject}", json=said, timeout=5).raise_for_status()
