"""A visitor without a browser: follows links and fills in forms by what a page calls them, as a person would.

What needs layout, focus, a keyboard or a script is told in tests/browser instead.
"""

import re
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser


def plain(words):
    return " ".join((words or "").split())


def text(node):
    """The words of an element as they are read, one space between them and none before a stop."""
    return re.sub(r" (?=[.,;:])", "", plain(node.text(separator=" ")))


def name_of(node):
    """The name of a link or a button, as a person hears it."""
    given = node.attributes.get("aria-label") or plain(node.text()) or node.attributes.get("value")
    return plain(given)


def _matches(name, words, exact):
    if hasattr(words, "search"):
        return bool(words.search(name))
    return name == words if exact else words.lower() in name.lower()


class Visitor:
    """One person's visit with a Django test client; `tree` is the page that is open, `answer` what the server gave."""

    def __init__(self, client, address=None):
        self.client, self.address, self.said = client, "/", {}
        if address:
            self.goto(address)

    def goto(self, address, status=200):
        self._show(self.client.get(urldefrag(address).url, follow=True), status, address)

    def _show(self, answer, status, address):
        assert answer.status_code == status, f"{address} answers {answer.status_code}"
        self.address = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else address
        self.answer, self.said = answer, {}
        self.tree = LexborHTMLParser(answer.content.decode())

    @property
    def heading(self):
        [one] = self.tree.css("h1")
        return text(one)

    @property
    def main(self):
        return text(self.tree.css_first("main"))

    def message(self, role):
        """The words of the page’s alert or status message."""
        return " ".join(text(each) for each in self.tree.css(f'[role="{role}"]'))

    def named(self, selector, words, exact=False):
        return [each for each in self.tree.css(selector) if _matches(name_of(each), words, exact)]

    def links(self, words, exact=False):
        return self.named("a[href]", words, exact)

    def follow(self, words, exact=False, status=200):
        """Open the one link of this name."""
        [href] = {each.attributes["href"] for each in self.links(words, exact)}
        self.goto(urljoin(self.address, href), status)

    def field(self, label, exact=False):
        """The one field of this label."""
        fields = [
            self.tree.css_first(f'[id="{each.attributes["for"]}"]')
            for each in self.tree.css("label[for]")
            if _matches(text(each), label, exact)
        ]
        [field] = fields
        return field

    def value(self, label):
        field = self.field(label)
        return plain(field.text()) if field.tag == "textarea" else field.attributes.get("value")

    def fill(self, label, words):
        field = self.field(label)
        self.said[field.attributes["name"]] = [words]

    def check(self, label, exact=False):
        field = self.field(label, exact)
        self.said[field.attributes["name"]] = [field.attributes["value"]]

    def select(self, label, option):
        field = self.field(label)
        [value] = [each.attributes["value"] for each in field.css("option") if text(each) == option]
        self.said[field.attributes["name"]] = [value]

    def press(self, words, exact=False, status=200):
        """Send the form of the first button of this name, with what it holds and what was filled in."""
        button = self.named("button, input[type=submit]", words, exact)[0]
        form = button
        while form.tag != "form":
            form = form.parent
        data = _values(form) | self.said
        if button.attributes.get("name"):
            data[button.attributes["name"]] = [button.attributes.get("value") or ""]
        address = urljoin(self.address, button.attributes.get("formaction") or form.attributes.get("action") or "")
        send = self.client.post if (form.attributes.get("method") or "").lower() == "post" else self.client.get
        self._show(send(urldefrag(address or self.address).url, data, follow=True), status, address or self.address)


def _values(form):
    """What a form would send as it stands."""
    data = {}
    for field in form.css("input[name], select[name], textarea[name]"):
        about = field.attributes
        kind = (about.get("type") or "text").lower()
        if "disabled" in about or kind in {"submit", "button", "file", "image"}:
            continue
        if kind in {"radio", "checkbox"} and field.tag == "input":
            value = (about["value"] or "") if "value" in about else "on"
            values = [value] if "checked" in about else []
        elif field.tag == "select":
            chosen = [each for each in field.css("option") if "selected" in each.attributes]
            chosen = chosen or ([] if "multiple" in about else field.css("option")[:1])
            values = [each.attributes.get("value") or "" for each in chosen]
        elif field.tag == "textarea":
            values = [field.text().removeprefix("\n")]
        else:
            values = [about.get("value") or ""]
        if values:
            data.setdefault(about["name"], []).extend(values)
    return data
