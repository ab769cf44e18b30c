"""The limits with a real Redis: all workers count together, no address is kept, and without Redis nobody is refused."""

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.support.portal_world import make_world
from tests.support.running_portal import free_port, running_portal

REDIS = os.environ.get("AMPARO_TEST_REDIS", "redis://127.0.0.1:6379/0")
AN_HOUR = 3600
ALLOWED = 600  # log-ins of members, from one network in an hour
OF_AMPARO = "*amparo*"


@pytest.fixture
def counters():
    client = redis.Redis.from_url(REDIS, decode_responses=True)
    for key in client.scan_iter(OF_AMPARO):
        client.delete(key)
    yield client
    client.close()


@pytest.mark.redis
def test_two_workers_count_together_and_redis_learns_no_address(tmp_path, counters):
    # given a portal of two workers whose limits count in Redis
    world = make_world(tmp_path)
    # when one network asks more often than it may
    with (
        running_portal(world, tmp_path, limits=True, redis_url=REDIS) as portal,
        ThreadPoolExecutor(8) as people,
    ):
        asked = [people.submit(portal.post, b"{}", "/api/v1/members/login") for _ in range(ALLOWED + 40)]
        statuses = Counter(one.result() for one in asked)
        # then exactly the limit was let through, and another limit is untouched
        assert statuses == {403: ALLOWED, 429: 40}
        assert portal.post(world.seal(world.reporter()).raw) == 201
    # and what Redis holds names no address and is gone within the hour
    keys = list(counters.scan_iter(OF_AMPARO))
    assert len(keys) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", key.split("/")[2]) for key in keys)
    assert all(0 < counters.ttl(key) <= AN_HOUR for key in keys)
    world.services.store.close()


def test_without_redis_each_worker_counts_by_itself_and_nobody_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.followup.routes.CHALLENGES", "2 per hour")
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    world = make_world(tmp_path, limits_enabled=True, redis_url=nowhere)
    asked = [world.client.post("/api/v1/challenges").status_code for _ in range(3)]
    assert asked == [200, 200, 429]
    assert world.send(world.seal(world.reporter())) == 201
    world.services.store.close()
