import copy

from portal.visitors import VisitorKey, proxy_concern
from tests.support.portal_world import make_world, settings_for

ONION = "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefab.onion"
DAY = 86_400


def test_a_name_covers_a_network_and_not_its_neighbour():
    key = VisitorKey(lambda: 0.0)
    assert key.name("192.0.2.1") == key.name("192.0.2.250")
    assert key.name("192.0.2.1") != key.name("192.0.3.1")
    assert key.name("2001:db8:1::1") == key.name("2001:db8:1:ffff::9")
    assert key.name("2001:db8:1::1") != key.name("2001:db8:2::1")
    assert key.name("::ffff:192.0.2.1") == key.name("192.0.2.9")
    assert key.name("") == key.name("no address")


def test_a_name_means_nothing_to_another_portal_or_on_another_day():
    now = [0.0]
    key = VisitorKey(lambda: now[0])
    monday = key.name("192.0.2.1")
    assert VisitorKey(lambda: 0.0).name("192.0.2.1") != monday
    now[0] = DAY + 1
    tuesday = key.name("192.0.2.1")
    assert tuesday != monday
    now[0] = DAY + 5
    assert key.name("192.0.2.1") == tuesday


def test_workers_ratchet_alike_and_the_old_key_is_gone():
    now = [0.0]
    first = VisitorKey(lambda: now[0])
    second = copy.copy(first)
    with first._page.opened() as page:
        old = page[:]
    now[0] = 3 * DAY
    assert first.name("192.0.2.1") == second.name("192.0.2.1")
    with first._page.opened() as page:
        assert old[8:] not in page[:]


def hammer(world, **environ):
    return [world.client.post("/api/v1/challenges", environ_overrides=environ).status_code for _ in range(3)]


def test_one_network_cannot_silence_another(tmp_path, organisation, monkeypatch):
    monkeypatch.setattr("portal.followup.routes.CHALLENGES", "2 per hour")
    world = make_world(tmp_path, organisation=organisation, limits_enabled=True)
    assert hammer(world, REMOTE_ADDR="192.0.2.1") == [200, 200, 429]
    assert hammer(world, REMOTE_ADDR="198.51.100.1") == [200, 200, 429]
    world.services.store.close()


def test_onion_visitors_have_no_address_limit_and_nobody_can_pretend_to_be_one(
    tmp_path, organisation, monkeypatch
):
    monkeypatch.setattr("portal.followup.routes.CHALLENGES", "2 per hour")
    world = make_world(tmp_path, organisation=organisation, limits_enabled=True, origins=(f"http://{ONION}",))
    assert hammer(world, HTTP_HOST=ONION, REMOTE_ADDR="127.0.0.1") == [200, 200, 200]
    assert hammer(world, HTTP_HOST=ONION, REMOTE_ADDR="192.0.2.1") == [200, 200, 429]
    assert hammer(world, HTTP_HOST="other.onion", REMOTE_ADDR="127.0.0.1") == [200, 200, 429]
    world.services.store.close()


def test_the_address_behind_a_proxy_counts_only_where_a_proxy_is_configured(
    tmp_path, organisation, monkeypatch
):
    monkeypatch.setattr("portal.followup.routes.CHALLENGES", "2 per hour")
    world = make_world(tmp_path, organisation=organisation, limits_enabled=True)
    forged = [
        world.client.post("/api/v1/challenges", headers={"X-Forwarded-For": f"192.0.{i}.1"}).status_code
        for i in range(3)
    ]
    assert forged == [200, 200, 429]
    world.services.store.close()


def test_a_proxy_that_the_settings_do_not_know_is_told_once_and_without_the_address(
    tmp_path, organisation, caplog
):
    world = make_world(tmp_path, organisation=organisation, limits_enabled=True)
    for last in (1, 2):
        world.client.post("/api/v1/challenges", headers={"X-Forwarded-For": f"192.0.2.{last}"})
    told = [record.getMessage() for record in caplog.records if "proxy_hops" in record.getMessage()]
    assert len(told) == 1
    assert "192.0" not in told[0]
    world.services.store.close()


def test_https_without_a_proxy_is_a_concern_at_the_start(tmp_path, organisation):
    def concern(**changes):
        return proxy_concern(settings_for(organisation, tmp_path, **changes))

    assert "proxy_hops" in concern(origins=("https://report.example.org",))
    assert concern(origins=("https://report.example.org",), proxy_hops=1) == ""
    assert concern(origins=(f"http://{ONION}",)) == ""
