"""``make demo``: real prompts through a running gateway, and what each side saw."""

import argparse
import contextlib
import signal
import sys
import time
from pathlib import Path

from demo.gateway_process import GatewayProcess, GatewayProcessError
from demo.show import Show
from demo.standin import StandIn

POLICY = Path(__file__).parents[1] / "rules" / "policies" / "demo.yaml"


def main() -> int:
    """Play the demonstration; return the exit status: 0 when every scene went as it should."""
    parser = argparse.ArgumentParser(prog="python -m demo.run", description="Shows the gateway at work.")
    parser.add_argument("--once", action="store_true", help="end after the last scene instead of staying up")
    parser.add_argument("--policy", type=Path, default=POLICY, help="policy file (default: %(default)s)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    show = Show()
    with contextlib.suppress(KeyboardInterrupt):
        return _play(show, arguments.policy.absolute(), once=arguments.once)
    show.line("\nEnded.")
    return 130 if arguments.once else 0


def _play(show: Show, policy: Path, *, once: bool) -> int:
    with contextlib.ExitStack() as stack:
        with show.working("Starting a stand-in for the vendors' servers"):
            standin = stack.enter_context(StandIn.in_thread())
        gateway = GatewayProcess(standin.connect_to(), standin.ca_file, policy)
        stack.callback(gateway.stop)
        try:
            with show.working("Starting the gateway, which loads its language model") as progress:
                gateway.start(progress)
        except GatewayProcessError as error:
            show.line(str(error), "bold red")
            return 1
        with show.working("Loading the vendors' SDKs"):
            from demo.stage import Stage  # noqa: PLC0415 (takes its time, so it is shown)
        stage = Stage(standin, gateway)
        stack.callback(stage.close)
        scenes = []
        for number, play in enumerate(stage.scenes(), 1):
            scenes.append(play())
            show.scene(number, scenes[-1])
        good = sum(scene.good for scene in scenes)
        answers = gateway.dashboard_answers()
        show.end(good, len(scenes), dashboard=answers)
        if once:
            return 0 if good == len(scenes) and answers else 1
        show.address("Dashboard", f"http://{gateway.dashboard}/")
        show.address("First login (makes your account)", gateway.first_login())
        show.address("Proxy, for tries of your own", gateway.proxy_url)
        show.address("Its certificate", str(gateway.ca_file))
        show.line("\nEverything stays up until Ctrl-C.", "bold")
        while gateway.alive():
            time.sleep(0.2)
        show.line(f"The gateway has ended:\n{gateway.last_lines()}", "bold red")
        return 1


if __name__ == "__main__":
    sys.exit(main())
