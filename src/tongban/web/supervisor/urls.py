"""Addresses."""

app_name = "supervisor"
urlpatterns: list[object] = []
