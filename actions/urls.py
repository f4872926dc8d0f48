"""The plan's pages."""

urlpatterns = []
