"""The addresses of pages that are named hundreds of times on one page."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=50_000)
def cached_reverse(name, *args):
    """What `reverse` gives, which depends on nothing else."""
    return reverse(name, args=args)
