"""Addresses of the interface for programs."""

from django.urls import path

from accord.server.api import accounts, imports, wishes
from accord.server.api.entry import api

api.add_router("", accounts.router)
api.add_router("/imports", imports.router)
api.add_router("", wishes.router)

urlpatterns = [path("v1/", api.urls)]
