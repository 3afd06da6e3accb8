from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from schleuse.entities import ENTITIES
from schleuse.model import Action, Reason
from schleuse.telemetry.metrics import Metrics, Stage
from schleuse.telemetry.status import Status


def samples(metrics: Metrics) -> dict[str, float]:
    """``name{label=value}`` -> value, read by Prometheus' own parser."""
    return {
        sample.name + "".join(f",{key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
    }


def test_a_verdict_is_counted() -> None:
    metrics = Metrics(["openai-api"])
    metrics.verdict("openai-api", Action.BLOCK, Reason.FINDINGS, {"PERSON": 2}, 0.03)
    metrics.verdict("openai-api", Action.BLOCK, Reason.FINDINGS, {"PERSON": 1, "IBAN_CODE": 1}, 0.2)
    found = samples(metrics)
    assert found["schleuse_requests_total,action=block,reason=findings,service=openai-api"] == 2
    assert found["schleuse_findings_total,entity=PERSON"] == 3
    assert found["schleuse_findings_total,entity=IBAN_CODE"] == 1
    assert found["schleuse_request_seconds_bucket,action=block,le=0.05"] == 1
    assert found["schleuse_request_seconds_count,action=block"] == 2


def test_labels_come_from_closed_lists() -> None:
    metrics = Metrics(["openai-api"])
    for number in range(1000):
        metrics.verdict(f"geheim{number}.example", Action.BLOCK, Reason.RULE, {f"geheim{number}": 1}, 0.1)
    text = metrics.render().decode()
    assert "geheim" not in text
    assert samples(metrics)["schleuse_requests_total,action=block,reason=rule,service=other"] == 1000
    assert samples(metrics)["schleuse_findings_total,entity=other"] == 1000
    for entity in ENTITIES:
        metrics.verdict("openai-api", Action.BLOCK, Reason.RULE, {entity: 1}, 0.1)
        assert samples(metrics)[f"schleuse_findings_total,entity={entity}"] == 1


def test_steps_are_timed_even_when_they_break() -> None:
    metrics = Metrics([])
    with metrics.timed(Stage.DETECT):
        pass
    with pytest.raises(ZeroDivisionError), metrics.timed(Stage.DETECT):
        raise ZeroDivisionError
    metrics.failure(Stage.DETECT)
    found = samples(metrics)
    assert found["schleuse_stage_seconds_count,stage=detect"] == 2
    assert found["schleuse_failures_total,stage=detect"] == 1
    assert found["schleuse_failures_total,stage=record"] == 0, "alert rules need the series before the first failure"


def test_cache_and_restored_values(make_status: Callable[..., Status]) -> None:
    metrics = Metrics([])
    metrics.watch(make_status)
    metrics.restored(3)
    found = samples(metrics)
    assert found["schleuse_texts_total,cache=hit"] == 19
    assert found["schleuse_texts_total,cache=miss"] == 1
    assert found["schleuse_restored_values_total"] == 3


def test_gauges_follow_the_status(make_status: Callable[..., Status]) -> None:
    metrics = Metrics([])
    status = make_status()
    metrics.watch(lambda: status)
    found = samples(metrics)
    assert found["schleuse_workers_alive"] == 2
    assert found["schleuse_queue_length"] == 3
    assert found["schleuse_policy_info,version=3fa9c1"] == 1
    assert found["schleuse_ca_expiry_timestamp_seconds"] == status.ca_expires_at.timestamp()
    assert found["schleuse_ready"] == 1
    status = make_status(policy_version="77aa", policy_error="kaputt", workers_alive=0, audit_healthy=False)
    found = samples(metrics)
    assert "schleuse_policy_info,version=3fa9c1" not in found
    assert found["schleuse_policy_broken"] == 1
    assert found["schleuse_audit_healthy"] == 0
    assert found["schleuse_ready"] == 0


def test_two_instances_do_not_share() -> None:
    first, second = Metrics([]), Metrics([])
    first.restored(1)
    assert samples(second)["schleuse_restored_values_total"] == 0


def test_every_name_of_ours_has_the_prefix(make_status: Callable[..., Status]) -> None:
    metrics = Metrics([])
    metrics.watch(make_status)
    names = {family.name for family in text_string_to_metric_families(metrics.render().decode())}
    assert {name for name in names if not name.startswith(("schleuse_", "process_", "python_"))} == set()
    assert "process_resident_memory_bytes" in names
