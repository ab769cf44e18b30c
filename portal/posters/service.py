"""All papers of a portal: for each place and language a poster, cards, and the form."""

from collections.abc import Iterator

from flask import Flask
from flask_babel import force_locale

from crypto.keyring import root_fingerprint
from portal.places import Place
from portal.posters.cards import draw_cards
from portal.posters.frame import Frame
from portal.posters.paper_form import draw_paper_form
from portal.posters.poster import draw_poster
from portal.services import Services


def draw_all(app: Flask, services: Services) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) of every paper, e.g. `poster-north-camp-ar.pdf`."""
    settings = services.settings
    fingerprint = root_fingerprint(settings.root_vk, settings.deployment_id)
    places: tuple[Place | None, ...] = settings.places or (None,)
    for language in settings.languages:
        with app.test_request_context(f"/{language}/"), force_locale(language):
            for place in places:
                frame = Frame(settings, language, place, fingerprint)
                name = f"{place.id}-{language}" if place else language
                yield f"poster-{name}.pdf", draw_poster(frame)
                yield f"cards-{name}.pdf", draw_cards(frame)
            whole = Frame(settings, language, None, fingerprint)
            yield f"form-{language}.pdf", draw_paper_form(whole, services.policies)
