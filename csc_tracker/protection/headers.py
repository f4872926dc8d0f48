"""The headers of every answer that are neither Django's own nor the content security policy."""

from csc_tracker.pages.addresses import one_script_prefix

# What no page of ours uses, and so no script that got in may.
_UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


class Headers:
    """Set them. What says nothing of being kept is kept nowhere: every page, but not the static files.

    It stands first, around what answers by itself: static files, the way to HTTPS, a refusal.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with one_script_prefix():
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
