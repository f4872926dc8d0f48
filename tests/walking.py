"""Walking the numbers of a page: each opens exactly the rows that it counts."""

import re
from html import unescape

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ACTION = re.compile(r'<th scope="row"[^>]*><a[^>]*>P\d+\.\d+</a>')
MOST_ROWS = 25  # of actions, on a page


def numbers_of(html):
    """The links of a page whose words begin with a number of things: [(number, address, words)]."""
    numbers = []
    for address, inner in LINK.findall(html.partition('id="main">')[2]):
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", inner)).split())
        if (number := re.match(r"(\d+) ", words)) and not address.startswith(("/priorities/", "/meetings/")):
            numbers.append((int(number[1]), unescape(address), words))
    return numbers


def rows_behind(client, address, html):
    """How many rows an address shows: of the lists of actions, findings and resolutions, or on the page itself."""
    if address.startswith("#"):
        [part] = re.findall(rf'<ul[^>]*id="{address[1:]}"[^>]*>(.*?)</ul>', html, re.DOTALL)
        return part.count("<li")
    answer = client.get(address)
    assert answer.status_code == 200, address
    if not address.startswith("/actions/"):
        return len(answer.context["rows"])
    total, shown = answer.context["total"], len(ACTION.findall(answer.content.decode()))
    assert shown == min(total, MOST_ROWS), address
    return total
