import argparse
import sys
from collections.abc import Sequence

from crypto.errors import ProtocolError
from policies import PolicyError
from portal.commands import (
    alarm,
    database,
    keyring,
    manifest,
    plain_pages,
    policy,
    posters,
    roster,
    serve,
    services,
    setup,
    tidy,
)
from portal.keyring.ceremony import CeremonyError
from portal.manifest.check import Unreachable
from portal.manifest.service import ManifestError
from portal.settings import SettingsError


def parser() -> argparse.ArgumentParser:
    """The command line of `amparo-portal`."""
    top = argparse.ArgumentParser(prog="amparo-portal", description="Runs and keeps the public portal.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    features = (keyring, manifest, alarm, roster, policy, posters, services)
    for module in (setup, database, serve, plain_pages, tidy, *features):
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, or 1 after a sentence that says what to do."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except ProtocolError as error:
        print(f"amparo-portal: {error.code}: {error}", file=sys.stderr)
    except (SettingsError, CeremonyError, ManifestError, Unreachable, PolicyError, OSError) as error:
        print(f"amparo-portal: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
