import pytest

from investigator_console.app import create_app
from investigator_console.settings import Settings


@pytest.fixture
def app_words(tmp_path):
    """Sentences need an application's language."""
    with create_app(Settings(data=tmp_path)).test_request_context():
        yield
