"""Every address: pages, the interface for programs, and health."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("accord.server.api.urls")),
    path("", include("accord.server.web.urls")),
]

handler400 = "accord.server.web.views.errors.bad_request"
handler403 = "accord.server.web.views.errors.forbidden"
handler404 = "accord.server.web.views.errors.not_found"
handler500 = "accord.server.web.views.errors.server_error"
