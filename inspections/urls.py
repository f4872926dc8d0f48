"""The pages of scrutiny."""

urlpatterns = []
