"""Addresses whose page always fails, to see what the failure looks like."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path


@login_not_required
def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("meant")


urlpatterns = [path("", fails, name="overview")]
