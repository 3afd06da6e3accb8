"""The chart, rendered by Helm itself: Kubernetes' schemas, the restricted profile, and our settings accept it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from schleuse.settings import Settings

ROOT = Path(__file__).parents[2]
CHART = ROOT / "helm" / "schleuse"
KUBERNETES = ("1.27", "1.37")
"""Oldest version that the chart says to support, and the newest whose schema the checker has."""
OURS = {"monitoring.coreos.com/v1"}
"""Custom resources, which Kubernetes' own schemas do not know."""
ONE: dict[str, Any] = {"replicas": 1, "ca": {"existingSecret": "schleuse-ca"}}
FULL: dict[str, Any] = {
    "replicas": 3,
    "ca": {"existingSecret": "schleuse-ca"},
    "image": {"repository": "registry.example/ki-schleuse", "tag": "0.1.0", "pullSecrets": ["registry"]},
    "policy": "extends: kommune\nauthority: Stadt Beispiel\n",
    "settings": {"SCHLEUSE_LIMITS__BODY_BYTES": "1048576"},
    "database": {"url": "postgresql+pg8000://schleuse:invented@postgresql:5432/schleuse"},
    "valkey": {"url": "valkeys://:invented@valkey:6379/0", "key": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
    "service": {"type": "LoadBalancer"},
    "dashboard": {
        "publicUrl": "https://schleuse.example",
        "ingress": {"enabled": True, "className": "nginx", "host": "schleuse.example", "tlsSecret": "schleuse-tls"},
    },
    "upstreamProxy": "http://proxy.example:3128",
    "autoscaling": {"enabled": True, "minReplicas": 2, "maxReplicas": 6},
    "networkPolicy": {
        "clients": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
        "monitoring": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        "egress": [{"ports": [{"port": 5432, "protocol": "TCP"}]}],
        "allowHttps": False,
    },
    "metrics": {"serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}}},
    "podAnnotations": {"example.org/team": "it"},
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [{"key": "ai", "operator": "Exists"}],
}


def rendered(values: dict[str, Any]) -> list[dict[str, Any]]:
    with helm_python.Chart.load(str(CHART)) as chart:
        chart.validate_schema(values)
        files = chart.render(values, name="town", namespace="ki")
    yaml = YAML(typ="safe")
    texts = [text for path, text in sorted(files.items()) if path.endswith(".yaml")]
    return [document for text in texts for document in yaml.load_all(text) if document]


def one(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = [document for document in documents if document["kind"] == kind]
    return found


def containers(documents: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    spec = one(documents, "Deployment")["spec"]["template"]["spec"]
    yield from spec["initContainers"]
    yield from spec["containers"]


@pytest.mark.parametrize("values", [ONE, FULL], ids=["one", "full"])
def test_lints_without_a_finding(values: dict[str, Any]) -> None:
    report = helm_python.lint(str(CHART), values, strict=True, quiet=True)
    assert not report["errors"]
    assert [message for message in report["messages"] if message["severity"] > 1] == []


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("values", [ONE, FULL], ids=["one", "full"])
def test_kubernetes_knows_every_field(values: dict[str, Any], version: str) -> None:
    for document in rendered(values):
        if document["apiVersion"] not in OURS:
            kubernetes_validate.validate(document, version, strict=True)


def test_the_checker_would_see_a_misspelt_field() -> None:
    deployment = one(rendered(ONE), "Deployment")
    deployment["spec"]["replica"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, KUBERNETES[-1], strict=True)


def test_the_full_chart_is_as_in_the_golden_file() -> None:
    golden = ROOT / "tests" / "golden" / "helm" / "full.json"
    assert rendered(FULL) == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("values", [ONE, FULL], ids=["one", "full"])
def test_pods_keep_the_restricted_profile(values: dict[str, Any]) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and a read-only root besides."""
    documents = rendered(values)
    pod = one(documents, "Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
    assert all(volume.keys() & {"configMap", "emptyDir", "secret"} for volume in pod["volumes"])
    for container in containers(documents):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert context["readOnlyRootFilesystem"] is True
        assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("values", [ONE, FULL], ids=["one", "full"])
def test_the_gateway_accepts_the_environment(values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    *_, gateway = containers(rendered(values))
    for variable in gateway["env"]:
        secret = variable.get("valueFrom", {}).get("secretKeyRef")
        value = values[secret["name"].removeprefix("town-")][secret["key"]] if secret else variable["value"]
        monkeypatch.setenv(variable["name"], value)
    settings = Settings()
    assert settings.log.format == "json"
    assert settings.detection.workers == 2


def test_the_ports_are_those_of_the_image() -> None:
    *_, gateway = containers(rendered(ONE))
    ports = {port["containerPort"] for port in gateway["ports"]}
    (exposed,) = [line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if "EXPOSE" in line]
    assert ports == {int(port) for port in exposed.split()[1:]}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "ca.existingSecret is missing"),
        ({"replicas": 2, "ca": {"existingSecret": "x"}}, "several gateways need database.url"),
        ({**ONE, "autoscaling": {"enabled": True}}, "several gateways need database.url"),
        ({**ONE, "valkey": {"url": "valkey://valkey:6379/0"}}, "valkey.key is missing"),
        ({**ONE, "dashboard": {"ingress": {"enabled": True}}}, "dashboard.ingress.host is missing"),
        ({**ONE, "replica": 1}, "replica"),
        ({**ONE, "language": "fr"}, "language"),
        ({**ONE, "settings": {"PROXY__LISTEN": "x"}}, "PROXY__LISTEN"),
        ({**ONE, "database": {"url": "mysql://x"}}, "database"),
    ],
)
def test_a_bad_value_is_named(values: dict[str, Any], told: str) -> None:
    with pytest.raises(helm_python.HelmError, match=told.replace(".", r"\.")):
        rendered(values)


def test_every_value_stands_in_the_schema() -> None:
    values = YAML(typ="safe").load(CHART / "values.yaml")
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))

    def compare(value: dict[str, Any], known: dict[str, Any]) -> None:
        properties = known.get("properties")
        if properties is None:
            return
        assert value.keys() == properties.keys() - {"global"}
        for key, inner in value.items():
            if isinstance(inner, dict):
                compare(inner, properties[key])

    compare(values, schema)
