"""The machine's rules for accessibility: WCAG 2.2 at levels A and AA, as far as axe knows them."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
# What was not violated is not carried over.
RUN = "options => axe.run(options).then(found => found.violations)"


def violations(page):
    """What axe finds on the page: the rule, and each element with what is wrong."""
    if not page.evaluate("'axe' in window"):  # a page that was looked at already still has it
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in page.evaluate(RUN, OPTIONS)
        for node in rule["nodes"]
    ]
