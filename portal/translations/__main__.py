"""Renews the template and every catalogue; `new CODE` starts the catalogue of one more language."""

import sys

from languages.renewing import run_command
from portal.translations import CATALOGUES


def main(arguments: list[str]) -> int:
    """Exit status. `arguments`: none, or "new" and the code of a language."""
    then = "Then add {code!r} to `languages` in portal.toml."
    return run_command(CATALOGUES, arguments, name="portal.translations", then=then)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
