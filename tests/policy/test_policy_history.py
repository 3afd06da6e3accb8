from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schleuse.model import SchleuseError, Service
from schleuse.policy.approval import Gate
from schleuse.policy.history import History
from schleuse.policy.load import load_policy
from schleuse.policy.watch import PolicyFile


def write(folder: Path, contact: str, limit: int = 20) -> Path:
    path = folder / "policy.yaml"
    limits = f"{{findings_max: {limit}, else: block}}"
    rule = f"{{id: A, title: Namen, when: {{contains: PERSON}}, do: pseudonymise, limits: {limits}}}"
    names = "ignore: {o: {names_file: n.txt}}"
    path.write_text(f"version: 1\ncontact: {contact}\n{names}\nrules: [{rule}]\n", encoding="utf-8")
    (folder / "n.txt").write_text("Erika Muster\n", encoding="utf-8")
    return path


def test_every_version_is_recorded_with_what_changed(tmp_path: Path, services: Mapping[str, Service]) -> None:
    history = History(tmp_path / "history")
    first = history.record(load_policy(write(tmp_path, "A"), services), datetime(2026, 11, 1, tzinfo=UTC))
    second = history.record(load_policy(write(tmp_path, "B", 10), services), datetime(2026, 11, 2, tzinfo=UTC))
    assert history.entries() == [first, second]
    assert second.before == first.version
    assert second.changes == (
        '- contact: "A"', '+ contact: "B"', "- rules.A.limits.findings_max: 20", "+ rules.A.limits.findings_max: 10",
    )  # fmt: skip
    assert "+ names.o: 1" in first.changes
    assert second.author == (tmp_path / "policy.yaml").owner()
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "history").iterdir())
    assert history.record(load_policy(write(tmp_path, "A"), services)) == first


def test_nobody_approves_alone_and_nothing_unknown(tmp_path: Path, services: Mapping[str, Service]) -> None:
    history = History(tmp_path / "history")
    entry = history.record(load_policy(write(tmp_path, "A"), services))
    with pytest.raises(SchleuseError, match="second person"):
        history.approve(entry.version, entry.author.upper())
    for version in ("0" * 12, "../../etc/passwd"):
        with pytest.raises(SchleuseError, match="no version"):
            history.approve(version, "rita")
    assert history.approve(entry.version, "rita").approved_by == "rita"


def test_an_unapproved_version_leaves_the_last_one_in_force(tmp_path: Path, services: Mapping[str, Service]) -> None:
    history = History(tmp_path / "history")
    gate = Gate(history, needs_approval=True)
    path = write(tmp_path, "A")
    with pytest.raises(SchleuseError, match="approved"):
        PolicyFile(path, services, gate)
    version = load_policy(path, services).version
    history.approve(version, "rita")
    live = PolicyFile(path, services, gate)
    assert (live.current.version, live.error) == (version, None)
    write(tmp_path, "BB")
    assert not live.poll()
    assert live.current.version == version
    assert live.error
    assert "second person" in live.error
    again = PolicyFile(path, services, gate)  # after a restart
    assert again.current.version == version
    assert again.current.rules == live.current.rules
    assert again.current.ignore == live.current.ignore
    assert again.error
    waiting = load_policy(path, services).version
    history.approve(waiting, "rita")
    for each in (live, again):
        assert each.poll()
        assert (each.current.version, each.error) == (waiting, None)
        assert not each.poll()


def test_a_broken_record_is_told(tmp_path: Path, services: Mapping[str, Service]) -> None:
    history = History(tmp_path / "history")
    entry = history.record(load_policy(write(tmp_path, "A"), services))
    (tmp_path / "history" / f"{entry.version}.json").write_text("{", encoding="utf-8")
    with pytest.raises(SchleuseError, match=entry.version):
        history.entries()
