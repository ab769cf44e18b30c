"""Renews the template and every catalogue; `new CODE` starts the catalogue of one more language."""

import sys

from investigator_console.translations import CATALOGUES
from languages.renewing import run_command


def main(arguments: list[str]) -> int:
    """Exit status. `arguments`: none, or "new" and the code of a language."""
    then = "The console offers it as soon as it is there: translate before you ship it."
    return run_command(CATALOGUES, arguments, name="investigator_console.translations", then=then)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
