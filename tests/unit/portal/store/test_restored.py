from portal.store.facts import begin_new_epoch


def test_no_log_in_survives_a_restored_backup(world):
    _, headers = world.member("INV")
    assert world.client.get("/api/v1/members/entries", headers=headers).status_code == 200
    waiting = world.login_body("member-login", world.organisation.of_group("INV")[0].auth_seed)

    with world.services.store.writing() as session:
        begin_new_epoch(session)

    assert world.client.get("/api/v1/members/entries", headers=headers).status_code == 401
    assert world.client.post("/api/v1/members/login", json=waiting).status_code == 403
    world.member("INV")
