"""Addresses. Each room names its own; this file only says where they begin."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from braze_tracker.dashboard.forms_account import SignInForm
from braze_tracker.dashboard.views_password import OwnPassword

handler403 = "braze_tracker.dashboard.views_refused.refused"
handler500 = "braze_tracker.dashboard.views_unread.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    # no mail goes out from here, so there is no resetting of passwords by mail: administrators set them
    path("accounts/login/", LoginView.as_view(authentication_form=SignInForm), name="login"),
    path("accounts/password/", OwnPassword.as_view(), name="password"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("braze_tracker.dashboard.urls")),
]
