import pytest
from flask import Flask
from flask_babel import Babel

from investigator_console.cases.wording import when_in_words
from policies.door import RECENCY, UNKNOWN


@pytest.mark.parametrize("band", [*RECENCY, UNKNOWN])
def test_members_read_every_band_of_the_form_in_words(band):
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert when_in_words(band) != band
