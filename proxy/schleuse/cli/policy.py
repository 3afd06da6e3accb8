"""``schleuse policy``: check rules, explain what they make of a text, run their examples. Speaks German."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schleuse.cli import common, policy_diff, policy_exceptions, policy_history
from schleuse.entities import ENTITIES
from schleuse.model import Action, AttachmentKind, Decision, LocatedFinding, SchleuseError, Service, Subject
from schleuse.policy import schema_json
from schleuse.policy.decide import decide
from schleuse.policy.examples import run_examples
from schleuse.policy.explain import RuleTrace, explain
from schleuse.policy.facts import Facts
from schleuse.policy.groups import sample_hosts
from schleuse.policy.judge import Why
from schleuse.policy.load import load_policy, policy_path
from schleuse.policy.policy import Policy
from schleuse.policy.words import Mode

MAX_TEXT = 1_000_000
"""Characters."""

app = typer.Typer(
    name="policy", help="Regeln prüfen, erklären und mit ihren Beispielen erproben.", no_args_is_help=True
)

ACTIONS = {
    Action.ALLOW: "durchlassen",
    Action.OBSERVE: "zählen",
    Action.PSEUDONYMISE: "ersetzen",
    Action.WARN: "nachfragen",
    Action.BLOCK: "anhalten",
}
_WHY = {
    Why.ACTS: "greift",
    Why.OTHER_SERVICE: "gilt für andere Dienste",
    Why.OTHER_SENDER: "gilt für andere Absender",
    Why.READ_OTHERWISE: "hängt davon ab, ob die Schleuse den Dienst lesen kann, und das trifft hier nicht zu",
    Why.NOT_CARRIED: "die Anfrage trägt keine solche Datei",
    Why.READ: "was die Anfrage trägt, ließ sich vollständig lesen",
    Why.NOT_FOUND: "im Text steht nichts davon",
    Why.NOT_CERTAIN: "gefunden, aber nicht sicher genug",
    Why.EXPIRED: "abgelaufene Ausnahme",
    Why.EXCEPTED: "durch eine Ausnahme aufgehoben",
}
_LIMITS = {
    "findings_max": "verschiedene Angaben",
    "persons_max": "verschiedene Namen",
    "rows_max": "Zeilen einer Tabelle mit Namen",
    "kinds_max": "Arten von Angaben in einem Text",
}


app.command("diff")(policy_diff.diff)
app.command("exceptions")(policy_exceptions.exceptions_command)
app.command("history")(policy_history.history)
app.command("approve")(policy_history.approve)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="DATEI…", help="Dateien mit Regeln.", show_default=False)],
) -> None:
    """Prüft Dateien mit Regeln. Ende mit 2, wenn eine nicht zu gebrauchen ist."""
    services = _or_exit_services()
    broken = False
    for path in files:
        try:
            policy = load_policy(path, services)
        except SchleuseError as error:
            typer.echo(str(error), err=True)
            broken = True
        else:
            _echo_warnings(policy)
            typer.echo(f"{path}: in Ordnung – {_summary(policy)}")
    raise typer.Exit(2 if broken else 0)


@app.command("schema")
def schema() -> None:
    """Gibt das JSON-Schema der Regeldateien aus, für Editoren."""
    typer.echo(schema_json.text(), nl=False)


@app.command("explain")
def explain_command(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="Der Text; ohne ihn von der Eingabe.")] = None,
    service: Annotated[str, typer.Option("--service", "-s", help="Dienst: Kennung, Name oder Rechner.")] = "chatgpt",
    policy_file: Annotated[Path | None, typer.Option("--policy", help="Datei mit Regeln; sonst kommune.")] = None,
    text_file: Annotated[Path | None, typer.Option("--text-file", help="Datei mit dem Text.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Amt oder Gruppe, die sendet.")] = None,
    network: Annotated[str | None, typer.Option("--network", help="Adresse, von der gesendet wird.")] = None,
    carries: Annotated[list[AttachmentKind] | None, typer.Option("--carries", help="Was außer Text dabei ist.")] = None,
    unread: Annotated[bool, typer.Option("--unread", help="Es ließ sich nicht vollständig lesen.")] = False,
) -> None:
    """Zeigt jede Regel: ob sie greift, warum, und welche entscheidet."""
    try:
        content = _text(text, text_file)
        catalogue = common.catalogue()
        target = catalogue.resolve(service)
        policy = load_policy(policy_file, catalogue.services)
        findings = tuple(LocatedFinding(0, finding) for finding in common.analyser()(content))
    except SchleuseError as error:
        raise _fail(str(error)) from None
    facts = Facts(
        service=target,
        host=sample_hosts(target)[0],
        subject=Subject(unit=unit, network=network),
        findings=findings,
        texts=(content,),
        carries=frozenset(carries or ()),
        unread=frozenset(carries or ()) if unread else frozenset(),
        failure=None,
        native=target.parsed,
        today=date.today(),
    )
    _echo_warnings(policy)
    _echo_decision(policy, facts, decide(policy, facts), target)
    for trace in explain(policy, facts):
        _echo_trace(trace)


@app.command("test")
def run_examples_command(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[DATEI…]", help="Dateien mit Regeln; sonst kommune.")
    ] = None,
) -> None:
    """Führt die Beispiele in den Regeln aus. Ende mit 1, wenn eines anders ausgeht; mit 2, wenn eine Datei bricht."""
    services = _or_exit_services()
    try:
        policies = [(path, load_policy(path, services)) for path in files or [policy_path(None)]]
        analyse = common.analyser()
    except SchleuseError as error:
        raise _fail(str(error)) from None
    failed = 0
    for path, policy in policies:
        _echo_warnings(policy)
        results = list(run_examples(policy, analyse, services, date.today()))
        wrong = [result for result in results if not result.passed]
        for result in wrong:
            expected = "nicht eingreifen" if result.example.expected is None else ACTIONS[result.example.expected]
            actual = "greift nicht" if result.actual is None else ACTIONS[result.actual]
            typer.echo(f"{path}: {result.rule.id}, Beispiel {result.number}: erwartet {expected}, aber: {actual}")
            typer.echo(f"    Text: {_shortened(result.example.text)}")
            typer.echo(f"    erkannt: {_counts(Counter(result.entities)) or 'nichts'}")
        skipped = sum(len(rule.examples) for rule in policy.rules) - len(results)
        left_out = f", {skipped} ausgelassen (Regel gilt zurzeit für keinen Dienst)" if skipped else ""
        typer.echo(f"{path}: {len(results) - len(wrong)} von {len(results)} Beispielen wie erwartet{left_out}")
        failed += len(wrong)
    raise typer.Exit(1 if failed else 0)


def _or_exit_services() -> "dict[str, Service]":
    try:
        return dict(common.catalogue().services)
    except SchleuseError as error:
        raise _fail(str(error)) from None


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _text(text: str | None, path: Path | None) -> str:
    if text is not None and path is not None:
        raise SchleuseError("--text-file: der Text ist schon als Argument gegeben, eines von beiden genügt")
    try:
        if path is not None:
            with path.open(encoding="utf-8") as stream:
                content = stream.read(MAX_TEXT + 1)
        else:
            content = text if text is not None else sys.stdin.read(MAX_TEXT + 1)
    except OSError as error:
        raise SchleuseError(f"{path}: kann nicht gelesen werden ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SchleuseError(f"{path or 'Eingabe'}: ist kein UTF-8") from None
    if len(content) > MAX_TEXT:
        raise SchleuseError(f"{path or 'Eingabe'}: länger als {MAX_TEXT} Zeichen")
    return content


def _summary(policy: Policy) -> str:
    mode = "zählt nur" if policy.mode is Mode.OBSERVE else "setzt durch"
    exceptions = sum(rule.exception is not None for rule in policy.rules)
    parts = [f"Version {policy.version}", f"{len(policy.rules)} Regel{'n' if len(policy.rules) > 1 else ''}"]
    if exceptions:
        parts.append(f"davon {exceptions} Ausnahme{'n' if exceptions > 1 else ''}")
    return ", ".join([*parts, mode])


def _echo_warnings(policy: Policy) -> None:
    for warning in policy.warnings:
        typer.echo(f"Hinweis: {warning}", err=True)


def _counts(counts: "Counter[str]") -> str:
    def word(entity: str, count: int) -> str:
        known = ENTITIES.get(entity)
        return entity if known is None else known.singular if count == 1 else known.plural

    return ", ".join(f"{count} {word(entity, count)}" for entity, count in sorted(counts.items()))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"


def _echo_decision(policy: Policy, facts: Facts, decision: Decision, service: Service) -> None:
    members = policy.membership(facts.service, facts.host, facts.today)
    state = "freigegeben" if members.approved else "Freigabe abgelaufen" if members.expired else "öffentlich"
    groups = ", ".join(sorted(members.names)) or "keine"
    found = _counts(Counter(item.finding.entity for item in facts.findings)) or "nichts"
    typer.echo(f"Regeln:       {policy.title or 'ohne Titel'} ({_summary(policy)})")
    typer.echo(f"Dienst:       {service.name} – {state}; Gruppen: {groups}")
    typer.echo(f"Gefunden:     {found}")
    rules = f", weil: {', '.join(decision.rules)}" if decision.rules else ""
    typer.echo(f"Entscheidung: {ACTIONS[decision.action]} ({decision.action}){rules} [{decision.reason}]")
    typer.echo()


def _echo_trace(trace: RuleTrace) -> None:
    mark = ">" if trace.decides else "+" if trace.hit else " "
    typer.echo(f"{mark} {trace.rule.id}: {trace.rule.title}")
    typer.echo(f"      {'; '.join(_reasons(trace))}")


def _reasons(trace: RuleTrace) -> Iterable[str]:
    if trace.action is None:
        yield _WHY[trace.why]
    else:
        what = _counts(Counter(trace.counts)) or ", ".join(sorted(trace.carries)) or "die ganze Anfrage"
        yield f"{_WHY[trace.why]}: {ACTIONS[trace.action]} – {what}"
    if trace.limited:
        yield f"mehr als {getattr(trace.rule.limits, trace.limited)} {_LIMITS[trace.limited]}, darum strenger"
    if trace.excepted_by:
        yield f"Ausnahme: {', '.join(trace.excepted_by)}"
    if trace.decides:
        yield "entscheidet"
