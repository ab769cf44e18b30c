"""`amparo-console directory ...`: take files in, write them, without a browser."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from investigator_console.directory import bundles, files, service
from investigator_console.vault.errors import VaultError
from investigator_console.vault.folder import find_vault
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault
from policies import load as load_policies

Ask = Callable[[Path | None], str]


class _Commands:
    def __init__(self, folder: Callable[[], Path], passphrase: Ask) -> None:
        self.folder, self.passphrase = folder, passphrase

    @contextmanager
    def _opened(self, options: argparse.Namespace) -> Iterator[Vault]:
        vault = open_vault(find_vault(self.folder(), options.name), self.passphrase(options.passphrase_file))
        try:
            yield vault
        finally:
            vault.close()

    def take_in(self, options: argparse.Namespace) -> int:
        """All of the file, or nothing and the rows at fault."""
        policies = load_policies()
        with self._opened(options) as vault:
            if not service.may_keep(vault, policies):
                raise VaultError(f"The role {vault.profile.role} does not keep the directory.")
            if options.file.is_file() and options.file.read_bytes()[:4] in {b"AMD1", b"AMS1"}:
                phrase = self.passphrase(options.bundle_passphrase_file) if _is_sealed(options.file) else ""
                taken = bundles.take_bundle(vault, policies, options.file.read_bytes(), phrase)
            else:
                reading = files.read_path(options.file, service.sectors_of(policies))
                if reading.faults:
                    for fault in reading.faults:
                        sys.stderr.write(f"{fault}\n")
                    raise VaultError(
                        f"Nothing was taken in: {len(reading.faults)} rows must be mended first."
                    )
                taken = service.take_in(vault, reading)
        sys.stdout.write(
            f"{taken.added} new, {taken.changed} changed, {taken.same} as before, {taken.kept} newer here; "
            f"{taken.others} rows of other tables.\n"
        )
        return 0

    def write(self, options: argparse.Namespace) -> int:
        """JSON, a ZIP of tables, a folder of tables, or a signed bundle: the name of the file decides."""
        out: Path = options.out
        if out.exists():
            raise VaultError(f"{out} is there already. Choose another name.")
        with self._opened(options) as vault:
            if out.suffix == ".amparo":
                out.write_bytes(bundles.make_bundle(vault))
            else:
                _write(vault, out)
        sys.stdout.write(f"Wrote {out}. Whoever has it can read it.\n")
        return 0


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == bundles.SEALED_MAGIC


def _write(vault: Vault, out: Path) -> None:
    seen = service.visible_to(vault.profile.role)
    services = [dict(one.document) for one in service.all_entries(vault) if one.visibility in seen]
    others = service.other_rows(vault)
    if out.suffix == ".json":
        out.write_bytes(files.as_json(services, others))
    elif out.suffix == ".zip":
        out.write_bytes(files.as_zip(services, others))
    elif not out.suffix:
        out.mkdir(parents=True)
        for name, data in files.as_csv(services, others).items():
            (out / name).write_bytes(data)
    else:
        raise VaultError("Name the file .json, .zip or .amparo, or name a folder for CSV tables.")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    folder: Callable[[], Path],
    passphrase: Ask,
) -> None:
    """`directory import` and `directory export`."""
    run = _Commands(folder, passphrase)
    group = commands.add_parser("directory", help="the directory of services").add_subparsers(
        required=True, metavar="ACTION"
    )
    take = group.add_parser(
        "import", help="take in HSDS (JSON, CSV, a folder or ZIP of CSV) or a signed bundle"
    )
    take.add_argument("file", type=Path)
    take.add_argument("--bundle-passphrase-file", type=Path, help="the passphrase of a sealed bundle")
    take.set_defaults(run=run.take_in)
    give = group.add_parser(
        "export", help="write HSDS: NAME.json, NAME.zip, a folder; or a bundle: NAME.amparo"
    )
    give.add_argument("out", type=Path)
    give.set_defaults(run=run.write)
    for one in (take, give):
        one.add_argument("--name", required=True, help="whose vault")
        one.add_argument("--passphrase-file", type=Path, help="read the passphrase from this file")
