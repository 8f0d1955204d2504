"""Django's settings. Embedded defaults need no server; DATABASE_URL and CELERY_BROKER_URL alone change that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from braze_tracker import env as read
from braze_tracker import logs
from braze_tracker.env import BASE, env

DATA = Path(env.str("BRAZE_TRACKER_DATA", default=str(BASE / "var"))).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = read.switch("BRAZE_TRACKER_DEBUG", False)
SECRET_KEY = read.kept_secret("BRAZE_TRACKER_SECRET_KEY", DATA / "secret.key")
ALLOWED_HOSTS = env.list("BRAZE_TRACKER_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("BRAZE_TRACKER_ORIGINS", default=[])

# Tracker: the notebook, the ledger, the follow-up ------------------------------------------------------------------
JOURNAL_DIR = Path(env.str("BRAZE_TRACKER_JOURNAL", default=str(DATA / "journal")))
ENCRYPTION_KEYS = read.encryption_keys("BRAZE_TRACKER_ENCRYPTION_KEYS", DATA / "encryption.key")
SEND_SERIES_PATH = read.path("BRAZE_TRACKER_SEND_SERIES_PATH", "/sends/data_series")
LOOK_SCHEDULE = read.schedule("BRAZE_TRACKER_LOOK_SCHEDULE", "6h:15m,48h:1h,14d:6h")
KEPT_BY_BRAZE = read.duration("BRAZE_TRACKER_KEPT_BY_BRAZE", "14d")
FINAL_LOOK_BEFORE = read.duration("BRAZE_TRACKER_FINAL_LOOK_BEFORE", "2h")
LOOK_SHARE = read.share("BRAZE_TRACKER_LOOK_SHARE", 0.5)
KEEP_BODIES = read.keeping("BRAZE_TRACKER_KEEP_BODIES", "30d")
KEEP_CALLS = read.keeping("BRAZE_TRACKER_KEEP_CALLS", "400d")
KEEP_FIGURES = read.keeping("BRAZE_TRACKER_KEEP_FIGURES", "forever")
DUPLICATE_WINDOW = read.short_time("BRAZE_TRACKER_DUPLICATE_WINDOW", "10m")
PAGE_PATIENCE = read.some_time("BRAZE_TRACKER_PAGE_PATIENCE", "5s")
LOOKS_IN_FLIGHT = read.count("BRAZE_TRACKER_LOOKS_IN_FLIGHT", 20)

# The recording gateway ---------------------------------------------------------------------------------------------
BRAZE_HOSTS = (*read.rest_endpoints("BRAZE_TRACKER_BRAZE_HOSTS"), *read.rest_endpoints("BRAZE_REST_ENDPOINT"))
GATEWAY_URL = read.base_url("BRAZE_TRACKER_GATEWAY_URL", "http://127.0.0.1:8080")
GATEWAY_UPSTREAM = read.base_url("BRAZE_TRACKER_GATEWAY_UPSTREAM", "")
GATEWAY_PATIENCE = read.some_time("BRAZE_TRACKER_GATEWAY_PATIENCE", "60s")
GATEWAY_AT_ONCE = read.count("BRAZE_TRACKER_GATEWAY_AT_ONCE", 512)
GATEWAY_REFRESH = read.some_time("BRAZE_TRACKER_GATEWAY_REFRESH", "3s")

# Django ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "braze_tracker.dashboard.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "django_htmx",
    "django_celery_beat",
    "braze_tracker.recording",
    "braze_tracker.delivery",
    "braze_tracker.analytics",
    "braze_tracker.samples",
    "braze_tracker.gateway",
    "braze_tracker.dashboard",
]

MIDDLEWARE = [
    "braze_tracker.dashboard.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with a random length, against guessing by size
    "braze_tracker.dashboard.hardening.Hardened",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "braze_tracker.dashboard.probes.Probes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "braze_tracker.dashboard.own_way.OwnWay",
    "braze_tracker.dashboard.first_visit.FirstVisit",
    "braze_tracker.dashboard.signed_in.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "braze_tracker.urls"
WSGI_APPLICATION = "braze_tracker.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": read.database("DATABASE_URL", f"sqlite:///{DATA / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # One writer at a time and readers beside it; a transaction that will write says so at its start, so it waits
    # for its turn instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "braze_tracker.dashboard.backend.OneLookBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "braze_tracker.dashboard.client_address.client_address"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(read.some_time("BRAZE_TRACKER_SESSION", "12h").total_seconds())
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
BEHIND_TLS = read.switch("BRAZE_TRACKER_BEHIND_TLS", False)
PROXIES = read.count_or_none("BRAZE_TRACKER_PROXIES", 1 if BEHIND_TLS else 0)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^-/", r"^metrics$"]  # probes speak plain HTTP, from inside
METRICS_TOKEN = env.str("BRAZE_TRACKER_METRICS_TOKEN", default="")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Celery: a message is only a wake-up call, so losing one costs one tick; the truth is in the database ---------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
CELERY_TASK_IGNORE_RESULT = True
# told at once that it arrived: a worker that says so at a task's end, when Redis has been away meanwhile, ends itself
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "braze_tracker.beat_scheduler:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if CELERY_BROKER_URL.startswith("filesystem:"):
    _broker = DATA / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    for _folder in ("messages", "processed", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
elif CELERY_BROKER_URL.startswith("redis"):
    # kombu sweeps for lost messages every interval × throttle; its defaults mean more than 100 s.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }

LOGGING = logs.configuration(
    read.one_of("BRAZE_TRACKER_LOG_FORMAT", "text", logs.FORMS), read.log_level("BRAZE_TRACKER_LOG_LEVEL", "INFO")
)
