"""The addresses of pages in every template: `url` as Django's, `page_url` and `plan_url` keeping what is shown."""

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from csc_tracker.pages.addresses import cached_reverse

register = template.Library()


class _CachedURLNode(URLNode):
    """The address of a page, worked out once in a process; one that cannot be found is an error, unless kept (`as`)."""

    def render(self, context):
        if self.asvar:
            return self.keep(context)
        address = self.address(context)
        return conditional_escape(address) if context.autoescape else address

    def keep(self, context):
        """Give the address a name in the template (`as`), empty where there is none, and show nothing."""
        try:
            context[self.asvar] = self.address(context)
        except NoReverseMatch:
            context[self.asvar] = ""
        return ""

    def address(self, context):
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        return cached_reverse(self.view_name.resolve(context), *args, **kwargs)


class _PageURLNode(_CachedURLNode):
    def address(self, context):
        return super().address(context) + context["page_context"].query


class _PlanURLNode(_CachedURLNode):
    def address(self, context):
        return super().address(context) + context["plan_query"]


def _node(node_class, parser, token):
    node = parsed(parser, token)
    return node_class(node.view_name, node.args, node.kwargs, node.asvar)


@register.tag
def url(parser, token):
    """Django's own `url`, quicker."""
    return _node(_CachedURLNode, parser, token)


@register.tag
def page_url(parser, token):
    """The address of another page of the plan and the day that this page shows."""
    return _node(_PageURLNode, parser, token)


@register.tag
def plan_url(parser, token):
    """The address of another page of the plan that this page shows, as of today: forms, and what is done there."""
    return _node(_PlanURLNode, parser, token)
