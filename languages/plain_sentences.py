"""Babel's way to sentences that are written in plain English: of exceptions, of faults, of what is kept or signed.

Whoever writes them knows no catalogue; whoever shows them looks them up again. What stands in braces of an f-string
becomes a placeholder.
"""

import ast
import io
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

_FEWEST_WORDS = 3
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_WORD = re.compile(r"\b[A-Za-z][a-z']*\b")
_MARKERS = frozenset({"gettext", "ngettext", "lazy_gettext", "_"})


def extract_sentences(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Babel extractor for Python: what is marked for a catalogue, and every text of three words that ends a sentence.

    Option `parts = yes`: parts of sentences too, which don't end with a full stop. Docstrings stay out.
    """
    source = fileobj.read()
    yield from extract_python(io.BytesIO(source), keywords, comment_tags, {})
    tree = ast.parse(source)
    passed_over = _docstrings(tree) | _marked(tree)
    for node in _texts(tree, passed_over):
        text = sentence_of(node)
        ends = options.get("parts") == "yes" or text.rstrip().endswith((".", "?"))
        words = _WORD.findall(_PLACEHOLDER.sub("", text))
        # A pattern or a code has a word's letters too, but no spaces between them.
        if ends and len(words) >= _FEWEST_WORDS and " " in text and "\\" not in text:
            yield node.lineno, None, text, []


def sentence_of(node: ast.Constant | ast.JoinedStr) -> str:
    """The message id: the text, with `%(name)s` for what is filled in later. The name: the last in the braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"%({_named(part, parts)})s")
    return "".join(parts)


def _named(part: ast.expr, before: list[str]) -> str:
    names = [
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in ast.walk(part)
        if isinstance(one, ast.Attribute | ast.Name)
    ]
    name = names[0].lower() if names else "it"
    return f"{name}{len(before)}" if f"%({name})s" in before else name


def _texts(tree: ast.AST, passed_over: set[int]) -> Iterator[ast.Constant | ast.JoinedStr]:
    inside = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for child in ast.walk(node)
        if child is not node
    }
    for node in ast.walk(tree):
        if id(node) in passed_over or id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            yield node


def _docstrings(tree: ast.AST) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _marked(tree: ast.AST) -> set[int]:
    return {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _MARKERS
        for child in ast.walk(node)
        if child is not node
    }
