from flask import has_request_context, request


def choose_language(languages: tuple[str, ...]) -> str:
    """The language of this answer: the address names it (`/en/…`), else the browser does, else the first."""
    if not has_request_context():
        return languages[0]
    first = request.path.split("/", 2)[1] if request.path.count("/") else ""
    if first in languages:
        return first
    return request.accept_languages.best_match(languages) or languages[0]
