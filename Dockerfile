# The gateway in a container: two stages, no compiler in the result, not root, nothing written outside /data and /tmp.
#   docker build -t ki-schleuse .
#   docker run --read-only --tmpfs /tmp -v schleuse-data:/data -p 8080:8080 -p 8081:8081 ki-schleuse
# de_core_news_lg instead of the embedded model: --build-arg SPACY_MODEL_URL=<wheel> --build-arg SPACY_MODEL_SHA256=<hash>
ARG BASE_IMAGE=docker.io/library/python:3.13-slim

FROM ${BASE_IMAGE} AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ARG SPACY_MODEL_URL=""
ARG SPACY_MODEL_SHA256=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src
RUN python3 -m venv /opt/schleuse
# The packages change seldom, the code often: two layers.
COPY pyproject.toml constraints.txt /src/
RUN /opt/schleuse/bin/python -c 'import tomllib; print("\n".join((p := tomllib.load(open("pyproject.toml", "rb"))["project"])["dependencies"] + p["optional-dependencies"]["postgres"] + p["optional-dependencies"]["valkey"]))' > /tmp/wanted.txt \
 && /opt/schleuse/bin/pip install --only-binary :all: -c constraints.txt -r /tmp/wanted.txt
COPY . /src
RUN /opt/schleuse/bin/pip install -c constraints.txt --no-deps . \
 && if [ -n "$SPACY_MODEL_URL" ]; then \
      [ -n "$SPACY_MODEL_SHA256" ] || { echo "SPACY_MODEL_URL needs SPACY_MODEL_SHA256" >&2; exit 1; }; \
      echo "${SPACY_MODEL_URL} --hash=sha256:${SPACY_MODEL_SHA256}" > /tmp/model.txt; \
      /opt/schleuse/bin/pip install --no-deps --require-hashes -r /tmp/model.txt; \
    fi \
 && /opt/schleuse/bin/python -m compileall -q /opt/schleuse/lib \
 && /opt/schleuse/bin/schleuse version

FROM ${BASE_IMAGE}
ARG VERSION=""
ARG REVISION=""
LABEL org.opencontainers.image.title="KI-Schleuse" \
      org.opencontainers.image.description="A gateway for town halls: no personal and no confidential data in public AI systems" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin schleuse \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/schleuse /opt/schleuse
ENV PATH=/opt/schleuse/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SCHLEUSE_DATA_DIR=/data \
    SCHLEUSE_PROXY__LISTEN=0.0.0.0:8080 \
    SCHLEUSE_DASHBOARD__LISTEN=0.0.0.0:8081 \
    SCHLEUSE_METRICS__LISTEN=0.0.0.0:9090
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081 9090
# Ready, not only alive: a gateway that cannot judge refuses, and should get no traffic. Asks the metrics address.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python3", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['SCHLEUSE_METRICS__LISTEN'].rpartition(':')[2] + '/readyz', timeout=2)"]
ENTRYPOINT ["schleuse"]
CMD ["run"]
