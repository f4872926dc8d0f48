"""How every form is drawn: label, hint, error and error summary, in GOV.UK's pattern."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
