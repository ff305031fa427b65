"""What partners tell us (docs/partners/contract.md, section 3), and our public keys."""

from django.urls import path

from tongban.web.partner import views

app_name = "partner"
urlpatterns = [path("<str:partner>/<str:event>", views.receive, name="receive")]
