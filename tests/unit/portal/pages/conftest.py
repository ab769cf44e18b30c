from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import Babel

import policies
from crypto.types import DeploymentId
from portal.assets import Assets
from portal.pages import blueprint
from portal.settings import Organisation, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url="sqlite://",
        origins=("http://127.0.0.1:8000",),
        deployment_id=DeploymentId(bytes(range(16))),
        root_vk=bytes(range(32)),
        keyring_floor=3,
        organisation=Organisation(
            "Relief <Example>", "help@example.org", ("Call 555",), "https://weather.example/"
        ),
    )


@pytest.fixture
def app(settings: Settings) -> Flask:
    app = Flask("portal", root_path=str(Path(policies.__file__).parents[1] / "portal"), static_folder=None)
    Babel(app, locale_selector=lambda: "en")
    services = SimpleNamespace(settings=settings, policies=policies.load(), assets=Assets())
    app.register_blueprint(blueprint(services))
    return app
