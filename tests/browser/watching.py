"""What no page may do: write an error to the console, break the content security policy, ask another host, throw."""

from urllib.parse import urlsplit


class Watch:
    """Listens to every page of a browser context and keeps what is wrong in `problems`.

    The pages of the host of `address` are watched; those of `others` may be gone to.
    """

    def __init__(self, context, address, *others):
        self.host = urlsplit(address).netloc
        self.others = {urlsplit(other).netloc for other in others}
        self.hosts = {self.host, self.host.replace("127.0.0.1", "localhost")} | self.others  # passkeys need a name
        self.problems = []
        self.documents = set()
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.problems.append(f"the page threw {error.error}"))
        context.on("request", self._asked)

    def _asked(self, request):
        if request.is_navigation_request():
            self.documents.add(request.url)
        parts = urlsplit(request.url)
        if urlsplit(request.frame.url).netloc in self.others:
            return  # that page is not ours
        if parts.scheme in {"http", "https"} and parts.netloc not in self.hosts:
            self.problems.append(f"{request.frame.url} asked another host: {request.url}")

    def _heard(self, message):
        elsewhere = message.page and urlsplit(message.page.url).netloc in self.others
        if elsewhere or message.type not in {"error", "assert"}:
            return
        # Chromium says of a page that it was refused (403, 404, 422); the tests ask for that themselves.
        url = message.location["url"]
        # Django admin's pages name no icon, so that the browser asks for one by itself.
        expected = url in self.documents or urlsplit(url).path == "/favicon.ico"
        if not (message.text.startswith("Failed to load resource") and expected):
            self.problems.append(f"the console of {url} says {message.type}: {message.text}")
