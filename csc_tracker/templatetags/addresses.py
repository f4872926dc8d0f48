"""Django's `url` tag, which works an address out once in a process instead of each time: in every template."""

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.utils.html import conditional_escape

from csc_tracker.pages.addresses import cached_reverse

register = template.Library()


class _CachedURLNode(URLNode):
    """The address of a page; one that cannot be found is an error, unless it is only kept under a name (`as`)."""

    def render(self, context):
        if self.asvar:
            return super().render(context)
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        address = cached_reverse(self.view_name.resolve(context), *args, **kwargs)
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser, token):
    node = parsed(parser, token)
    return _CachedURLNode(node.view_name, node.args, node.kwargs, node.asvar)
