# One image for every part of the tracker: what a container does is its command, as compose.yaml gives it.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/braze-tracker
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BRAZE_TRACKER_DATA=/var/lib/braze-tracker
WORKDIR /srv/braze-tracker
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/braze-tracker tracker
COPY --from=build /opt/venv /opt/venv
COPY manage.py gunicorn.conf.py ./
COPY braze_tracker ./braze_tracker
COPY templates ./templates
COPY locale ./locale
# unreadable syntax or a file left out ends the build and not the start
RUN BRAZE_TRACKER_DATA=/tmp/braze-tracker-check python manage.py check && rm -rf /tmp/braze-tracker-check
USER tracker
VOLUME /var/lib/braze-tracker
EXPOSE 8000 8080
CMD ["gunicorn", "braze_tracker.wsgi", "--bind", "0.0.0.0:8000"]
