# Nhắc Việc in a container. Targets: `runtime` (the default: last stage) and `full`, which also reads scans
# (Vietnamese OCR), old Word files and what only LibreOffice opens.
#   docker build -t nhacviec --target runtime .        docker build -t nhacviec:full --target full .
# Debian's own Python is used, so that the base can be any Debian 12 root: --build-arg BASE=...
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
ENV UV_PROJECT_ENVIRONMENT=/opt/nhacviec UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9
WORKDIR /src
# The dependencies alone first: a change of the code does not fetch them again.
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --frozen --no-dev --extra country --no-install-project --compile-bytecode
COPY README.md config.yaml ./
COPY service service
RUN /opt/uv/bin/uv sync --frozen --no-dev --extra country --no-editable --compile-bytecode

FROM ${BASE} AS base
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 nhacviec \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin nhacviec \
 && install -d -o nhacviec -g nhacviec -m 700 /data
# What matplotlib and fontconfig keep goes to /tmp, so that the root may be read-only and /data is the office's alone.
ENV PATH=/opt/nhacviec/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib \
    XDG_CACHE_HOME=/tmp/cache LANG=C.UTF-8 TZ=Asia/Ho_Chi_Minh
# /data holds config.yaml, credentials.json, token.json and the database; relative paths start there.
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2m --timeout=30s --start-period=2m --retries=3 CMD ["nhacviec", "check", "--worker"]
ENTRYPOINT ["nhacviec"]
CMD ["run"]

FROM base AS full
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie antiword libreoffice-writer-nogui libreoffice-calc-nogui \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/nhacviec /opt/nhacviec
USER nhacviec

FROM base AS runtime
COPY --from=build /opt/nhacviec /opt/nhacviec
USER nhacviec
