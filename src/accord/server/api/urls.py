"""Addresses of the interface for programs."""

from django.urls import URLPattern, path

from accord.server.api import accounts

urlpatterns: list[URLPattern] = [
    path("accounts/", accounts.list_accounts, name="api_accounts"),
    path("accounts/<str:public_id>/", accounts.show_account, name="api_account"),
]
