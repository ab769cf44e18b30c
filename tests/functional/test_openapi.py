"""What the API's description says is what the API does, for whatever somebody sends."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.openapi import PATH
from tests.support.portal_world import make_world

CHECKS = (
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
schema = schemathesis.openapi.from_dict(json.loads(PATH.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def described_portal(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("portal"))
    world.reported()
    yield world
    world.services.store.close()


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_described(case, described_portal):
    headers = {"Accept-Encoding": "identity"}
    if case.operation.path.startswith("/members/"):
        headers |= described_portal.member()[1]
    case.call_and_validate(app=described_portal.client.application, headers=headers, checks=CHECKS)
