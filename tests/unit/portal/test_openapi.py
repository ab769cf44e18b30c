from portal import openapi


def test_the_file_is_what_the_shapes_say():
    """After a change of shapes: `python -m portal.openapi`."""
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.encode()


def test_every_route_of_the_api_is_described(shared_world):
    described = {
        (method.upper(), path) for path, methods in openapi.describe()["paths"].items() for method in methods
    }
    routed = {
        (method, rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"))
        for rule in shared_world.client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routed == described


def test_the_portal_serves_it(shared_world):
    assert shared_world.client.get("/api/v1/openapi.json").json == openapi.describe()
