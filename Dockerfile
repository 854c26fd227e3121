# Overpaint in a container: docs/deploy.md says how to run it. What it keeps is in /var/lib/overpaint.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/overpaint
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN /opt/overpaint/bin/pip install --no-cache-dir --disable-pip-version-check ".[postgresql,redis,upstream]"
# Weights come with the image, so that no container fetches anything when it starts.
RUN OVERPAINT_DATA_DIR=/weights-of-the-image /opt/overpaint/bin/overpaint weights pull

FROM python:3.12-slim-bookworm
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libgomp1 postgresql-client \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/overpaint --shell /usr/sbin/nologin overpaint \
  && install --directory --owner overpaint --group overpaint --mode 700 /var/lib/overpaint
COPY --from=build /opt/overpaint /opt/overpaint
COPY --from=build /weights-of-the-image/weights /usr/share/overpaint/weights
COPY --chmod=755 deploy/start-in-container /usr/local/bin/start-overpaint
ENV PATH=/opt/overpaint/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OVERPAINT_DATA_DIR=/var/lib/overpaint \
    OVERPAINT_HOST=0.0.0.0 \
    OVERPAINT_LOG_FORMAT=json
USER overpaint
VOLUME /var/lib/overpaint
EXPOSE 8000
# Kernels are compiled at the first start, on the machine's own processor: about a minute.
HEALTHCHECK --interval=15s --timeout=5s --start-period=5m --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["start-overpaint"]
