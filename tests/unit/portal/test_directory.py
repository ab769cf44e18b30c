import datetime as dt

from crypto.intake import issue, parse_list, week_of
from tests.support.portal_world import put_intake_keys, seal_for


def forget_keys_of(world, person):
    with world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM intake_keys WHERE member_id = ?", (person.id,))
        session.exec_driver_sql("UPDATE facts SET value = '900' WHERE name = 'directory'")


def report_sealed_to_what_is_served(world):
    """As a page seals: to the keys that the portal hands out, zeros for whoever has none."""
    served = world.client.get("/api/v1/intake").data
    reporter = world.reporter()
    intake = parse_list(served, world.keyring, today=world.clock.today)
    reporter.raw = seal_for(world.keyring, intake, reporter.keys, world.deployment)
    return len(world.keyring.intake_recipients) - len(intake), reporter


def test_a_member_with_future_keys_only_does_not_stop_every_report(world):
    saboteur = world.organisation.people[0]
    forget_keys_of(world, saboteur)
    later = week_of(world.clock.today) + dt.timedelta(weeks=6)
    [key] = issue(
        saboteur.id, saboteur.verify_seed, world.deployment, world.clock.today, weeks=[later], reserve=False
    )
    put_intake_keys(world.services.store, [key.key])
    without_key, reporter = report_sealed_to_what_is_served(world)
    assert without_key == 1
    assert world.send(reporter) == 201


def test_a_member_whose_keys_just_ended_does_not_stop_every_report(world):
    lapsed = world.organisation.people[0]
    forget_keys_of(world, lapsed)
    last_week = week_of(world.clock.today) - dt.timedelta(weeks=1)
    [key] = issue(
        lapsed.id, lapsed.verify_seed, world.deployment, world.clock.today, weeks=[last_week], reserve=False
    )
    put_intake_keys(world.services.store, [key.key])
    # The two days in which a page that was loaded before may still send.
    world.clock.forward(days=min(0, 2 - (world.clock.today - key.key.not_after).days))
    without_key, reporter = report_sealed_to_what_is_served(world)
    assert without_key == 1
    assert world.send(reporter) == 201
