"""What Prometheus reads. Label values come from closed lists (catalogue, entities, enums); all else is ``other``.

No label names a person, a unit, a rule or a host.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from schleuse.entities import ENTITIES
from schleuse.model import Action, FileReading, Justification, Reason
from schleuse.telemetry.status import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Stage(StrEnum):
    """The steps of the pipeline."""

    IDENTIFY = "identify"
    EXTRACT = "extract"
    FILES = "files"
    DETECT = "detect"
    DECIDE = "decide"
    ENFORCE = "enforce"
    RESTORE = "restore"
    RECORD = "record"


class Metrics:
    """All metrics of one process, in a registry of their own."""

    def __init__(self, services: Iterable[str]) -> None:
        """Take the ids of the catalogue: the only values that the label ``service`` may have."""
        self._services = frozenset(services)
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        self._requests = Counter(
            "schleuse_requests", "Requests, by verdict.", ["service", "action", "reason"], registry=registry
        )
        self._seconds = Histogram(
            "schleuse_request_seconds",
            "From the whole request to the verdict.",
            ["action"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._findings = Counter("schleuse_findings", "Findings that a rule acts on.", ["entity"], registry=registry)
        self._stages = Histogram(
            "schleuse_stage_seconds", "Time in one step.", ["stage"], buckets=_SECONDS, registry=registry
        )
        self._failures = Counter("schleuse_failures", "Steps that broke; failed closed.", ["stage"], registry=registry)
        self._unread = Counter(
            "schleuse_unread",
            "Bodies that could not be read: did the service change its format?",
            ["service", "surface"],
            registry=registry,
        )
        self._restored = Counter("schleuse_restored_values", "Placeholders turned back in answers.", registry=registry)
        self._releases = Counter(
            "schleuse_releases", "Requests sent after a warning, by reason.", ["reason"], registry=registry
        )
        self._files = Counter(
            "schleuse_files", "Files opened, by format and what came of it.", ["format", "result"], registry=registry
        )
        for reason in Justification:
            self._releases.labels(reason.value)
        self._unknown = Counter(
            "schleuse_unknown_placeholders",
            "Placeholders in answers that stand for nothing: invented by the model.",
            registry=registry,
        )
        self._shadow = Counter(
            "schleuse_shadow_verdicts", "Requests, by verdict and the shadow's.", ["live", "shadow"], registry=registry
        )
        for stage in Stage:
            self._stages.labels(stage.value)
            self._failures.labels(stage.value)

    def verdict(self, service: str, action: Action, reason: Reason, counts: Mapping[str, int], seconds: float) -> None:
        """Count one request: its verdict, its findings per entity, and the seconds until the verdict."""
        name = service if service in self._services else OTHER
        self._requests.labels(name, action.value, reason.value).inc()
        self._seconds.labels(action.value).observe(seconds)
        for entity, count in counts.items():
            self._findings.labels(entity if entity in ENTITIES else OTHER).inc(count)

    def unread(self, service: str, surface: str) -> None:
        """Count a body that could not be read; ``surface`` is an id of the catalogue, or ``""``."""
        known = service in self._services
        self._unread.labels(service if known else OTHER, surface if known else "").inc()

    def files(self, readings: Iterable[FileReading | None]) -> None:
        """Count files that were opened: read completely, or why not (the first cause)."""
        for reading in readings:
            if reading is not None:
                result = "read" if reading.complete else reading.unread[0][0].value
                self._files.labels(reading.format, result).inc()

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        """Measure a step. Whether it raised is not looked at: see :meth:`failure`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._stages.labels(stage.value).observe(time.perf_counter() - start)

    def failure(self, stage: Stage) -> None:
        """Count a step that broke."""
        self._failures.labels(stage.value).inc()

    def restored(self, count: int, unknown: int = 0) -> None:
        """Count placeholders that an answer got its values back for, and those that stand for nothing."""
        self._restored.inc(count)
        self._unknown.inc(unknown)

    def released(self, justification: Justification) -> None:
        """Count a request that was sent after a warning, by the reason that was chosen."""
        self._releases.labels(justification.value).inc()

    def shadowed(self, live: Action, shadow: Action) -> None:
        """Count what the shadow policy would have said beside what was decided."""
        self._shadow.labels(live.value, shadow.value).inc()

    def watch(self, status: Callable[[], Status]) -> None:
        """Read gauges from here whenever Prometheus asks. Call once."""
        self._registry.register(_StatusCollector(status))

    def render(self) -> bytes:
        """Return all metrics in Prometheus' text format (:data:`CONTENT_TYPE`)."""
        return generate_latest(self._registry)


class _StatusCollector(Collector):
    def __init__(self, status: Callable[[], Status]) -> None:
        self._status = status

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        status = self._status()
        yield InfoMetricFamily("schleuse_build", "The version of KI-Schleuse.", {"version": status.version})
        yield InfoMetricFamily("schleuse_policy", "The policy in force.", {"version": status.policy_version})
        texts = CounterMetricFamily(
            "schleuse_texts", "Texts to analyse, by whether the cache knew them.", labels=["cache"]
        )
        texts.add_metric(["hit"], status.cache_hits)
        texts.add_metric(["miss"], status.cache_misses)
        yield texts
        yield CounterMetricFamily(
            "schleuse_unrecorded", "Requests whose event could not be written.", status.audit_lost
        )
        ends = GaugeMetricFamily(
            "schleuse_policy_exceptions", "Exceptions, by the days in which they end at most.", labels=["days"]
        )
        for days, count in status.exceptions.items():
            ends.add_metric([days], count)
        yield ends
        gauges = {
            "schleuse_start_timestamp_seconds": ("Start of the gateway.", status.started_at.timestamp()),
            "schleuse_policy_broken": (
                "1 while the file is not in force.",
                float(bool(status.policy_error)),
            ),
            "schleuse_workers": ("Analysis workers wanted.", status.workers),
            "schleuse_workers_alive": ("Analysis workers running.", status.workers_alive),
            "schleuse_worker_restarts": ("Workers replaced since the start.", status.worker_restarts),
            "schleuse_queue_length": ("Texts that wait for a worker.", status.queued),
            "schleuse_ca_expiry_timestamp_seconds": (
                "End of the CA certificate's validity.",
                status.ca_expires_at.timestamp(),
            ),
            "schleuse_audit_healthy": ("1 while the record takes writes.", float(status.audit_healthy)),
            "schleuse_ready": ("1 while /readyz says 200.", float(status.health.ready)),
        }
        for name, (text, value) in gauges.items():
            yield GaugeMetricFamily(name, text, value)
