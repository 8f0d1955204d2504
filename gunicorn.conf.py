"""How the pages are served, by whoever starts gunicorn in this folder. The command line may say otherwise."""

from braze_tracker.settings import LOGGING

worker_class = "gthread"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 8
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
loglevel = "warning"
logconfig_dict = LOGGING
