"""What the rehearsals of a restored backup do and look at, step by step."""

from sqlalchemy import select

from tests.support.colleague import done
from tests.support.portal_world import settle


def sync(office, *people):
    """One after another; PostgreSQL shows a row once no older transaction runs."""
    reports = []
    for one in people:
        settle(office.world.services.store)
        reports.append(one.sync())
    return reports


def opens(office, keys):
    return office.world.open_mailbox(keys).status_code == 200


def stored(office, model):
    with office.world.services.store.reading() as session:
        return session.execute(select(model)).all()


def answered(office, head, story="They changed the list."):
    """A report that the head read and answered, and that its reporter answered again."""
    correspondent = office.report(story)
    sync(office, head)
    done(head.declare(correspondent.case_id))
    head.write(correspondent.case_id, "Which list?")
    sync(office, head)
    correspondent.write("The one from May.")
    return correspondent


def said(correspondent):
    return [message.text for message in correspondent.case().messages]
