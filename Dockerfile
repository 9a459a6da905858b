FROM node:22-slim AS web
WORKDIR /opt/ksap/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM python:3.13-slim AS builder
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.8
WORKDIR /opt/ksap
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY README.md LICENSE alembic.ini ./
COPY migrations migrations
COPY app app
RUN uv sync --frozen --no-dev

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin ksap \
    && install --directory --owner=ksap --group=ksap --mode=0700 /data
COPY --from=builder /opt/ksap /opt/ksap
COPY --from=web /opt/ksap/web/dist /opt/ksap/web/dist
ENV PATH=/opt/ksap/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    KSAP_HOME=/data KSAP_HOST=0.0.0.0 KSAP_PORT=8000
WORKDIR /opt/ksap
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['KSAP_PORT'] + '/health/ready', timeout=4)"]
ENTRYPOINT ["ksap"]
CMD ["api"]
