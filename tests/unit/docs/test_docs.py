"""The pages name only files, tests and commands that exist."""

import argparse
import ast
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from investigator_console import cli as console_cli
from portal import cli as portal_cli

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/.-]+\.(?:py|mjs))::([^`]+)`")
COMMAND = re.compile(r"amparo-(portal|console)((?: [^\s`#|]+)*)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What headings become in the places that show these pages: lower case, dashes, no other signs."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    dead = []
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_the_threat_model_names_a_test_for_its_promises() -> None:
    text = (ROOT / "docs/THREAT_MODEL.md").read_text(encoding="utf-8")
    assert len(set(TEST.findall(text))) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_every_test_that_is_named_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    missing = [f"{file}::{test}" for file, test in TEST.findall(text) if not has_test(ROOT / file, test)]
    assert missing == []


def has_test(file: Path, test: str) -> bool:
    """Whether a Python file has this function (or class and method), or a JavaScript file this title."""
    if not file.is_file():
        return False
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".mjs":
        return f'"{test}"' in source or f"`{test}`" in source
    scope: list[ast.stmt] = ast.parse(source).body
    for part in test.split("::"):
        found = [
            node
            for node in scope
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == part
        ]
        if not found:
            return False
        scope = found[0].body
    return True


PARSERS = {"portal": portal_cli.parser, "console": console_cli._parser}


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_named_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    wrong = []
    for code in CODE.findall(text):
        for program, rest in COMMAND.findall(re.sub(r" +", " ", code)):
            fault = first_fault(PARSERS[program](), rest.split())
            if fault:
                wrong.append(f"amparo-{program}{rest}: {fault}")
    assert wrong == []


def first_fault(parser: argparse.ArgumentParser, words: list[str]) -> str:
    """The first word that the parser does not know; empty where there is none."""
    for word in words:
        children = next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)
        if word in {"…", "..."}:
            return ""
        if word.startswith("--"):
            if word not in parser._option_string_actions:
                return f"no option {word}"
        elif children is not None:
            if word not in children.choices:
                return f"no command {word}"
            parser = children.choices[word]
    return ""


def test_the_bytes_of_the_worked_example_stand_in_the_vectors() -> None:
    page = (ROOT / "docs/PROTOCOL.md").read_text(encoding="utf-8")
    example = page.partition("## 18. Worked example")[2].partition("## 19.")[0]
    shown = re.findall(r"`([0-9a-f]{16,})…?`", example)
    known = "\n".join(text for file in (ROOT / "tests/vectors").glob("*.json") for text in bytes_in(file))
    assert len(shown) >= 30
    assert [one for one in shown if one not in known] == []


def bytes_in(file: Path) -> Iterator[str]:
    """Every text of a vector file, and its blobs in hex."""
    document = json.loads(file.read_text(encoding="utf-8"))
    yield from (base64.b64decode(blob).hex() for blob in document.get("blobs", {}).values())
    yield json.dumps(document)
