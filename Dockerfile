FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FACTSTORE_HOME=/var/lib/factstore FACTSTORE_HOST=0.0.0.0
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY manage.py ./
COPY config config
COPY factstore factstore
COPY fixtures fixtures

RUN useradd --system --home-dir "$FACTSTORE_HOME" --create-home factstore
USER factstore
VOLUME /var/lib/factstore
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]

# Migrates as the owner, fills an empty store, then serves with granian as the application.
CMD ["python", "-m", "config.launch", "run"]
