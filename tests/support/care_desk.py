"""Members of victim care and their colleagues at the pages of a console, over a real portal."""

import re
from base64 import b64decode

from crypto.case_code import decode, stretch
from crypto.events import Author, seal_event
from crypto.packets import packet_keys, seal_packet_answer
from investigator_console.cases.record import load_case
from tests.functional.test_console_casework import REPORT
from tests.support.console_world import Browser

ASKED = {"wants_support": "yes", "needs": ["MED", "MHP"], "recency": "within-72h", "harmed_person": "me"}
ITEMS = ["needs", "safe-contact"]
ANSWER = {"v": 1, "type": "packet-answer", "value": "accepted", "reason": "", "note": "Tuesday."}


class Helper:
    """Somebody of victim care on one case's page."""

    def __init__(self, browser):
        self.browser = browser
        browser.console.desk.sync.start()
        browser.wait()
        self.case = browser.first_case()
        self.path = f"{self.case}/help"

    def page(self):
        return self.browser.get(self.path)

    def do(self, act, status=302, **fields):
        answer = self.browser.post(f"{self.path}/{act}", self.page(), **fields)
        assert answer.status_code == status, answer.text
        if status == 302:
            self.browser.wait()
        return answer

    def sync(self):
        self.browser.console.desk.sync.start()
        self.browser.wait()
        return self.page()

    def referral(self):
        return re.search(r'name="referral" value="([0-9a-f]{64})"', self.page().text)[1]

    def agree(self, **more):
        fields = {"organisation": "Camp clinic", "answer": "yes", "given_by": "person", "how": "in-person"}
        return self.do("consent", **({**fields, "items": ITEMS, "age_band": "adult"} | more))


def unlocked(office, name, group, index):
    vault = office.hire(name, group, index)
    office.sync(vault)
    vault.close()
    browser = Browser(office.console())
    browser.unlock(name)
    browser.wait()
    return browser


def say(correspondent, body):
    """The reporter signs an act with the case code."""
    event = seal_event(
        {"v": 1, **body, "sent_at": "2026-11-22T09:00Z"},
        c=16,
        key=correspondent.keys().threads[3],
        case_id=correspondent.case_id,
        author=Author.reporter(correspondent.reporter.keys),
        parents=correspondent.log().thread_heads,
        keyring_hash=correspondent.world.keyring.hash,
        deployment=correspondent.world.deployment,
    )
    answer = correspondent.world.client.post("/api/v1/mailbox/events", data=event.encode())
    assert answer.status_code == 201, answer.data


def unescaped(text):
    return text.replace("&#39;", "'")


def history_of(page):
    """The lines of the first referral's history: when, what, by whom and how it is known."""
    listed = re.search(r'data-testid="referral-history">.*?</details>', page, re.DOTALL)[0]
    lines = re.findall(
        r'<li><span class="quiet">([^<]+)</span> ([^<]+) <span class="quiet">· ([^<]+)</span>', listed
    )
    return [tuple(unescaped(part) for part in line) for line in lines]


def today_of(browser):
    browser.console.desk.sync.start()
    browser.wait()
    return browser.get("/help").text


def line_of(browser):
    browser.console.desk.sync.start()
    browser.wait()
    return re.search(r'data-testid="assistance-line">([^<]+)<', browser.get(browser.first_case()).text)[1]


def close_with_an_outcome(head, investigator):
    path = investigator.first_case()
    decision = investigator.get(f"{path}/decision")
    investigator.post(f"{path}/outcome", decision, outcome="UNSUB", tell="y", **REPORT)
    investigator.wait()
    head.console.desk.sync.start()
    head.wait()
    path = head.first_case()
    proposal = re.search(r'name="proposal" value="([0-9a-f]{64})"', head.get(f"{path}/decision").text)[1]
    head.post(f"{path}/approve", head.get(f"{path}/decision"), proposal=proposal)
    head.post(f"{path}/close", head.get(f"{path}/decision"), text="")
    head.wait()


def paper(helper, **changes):
    address = f"{helper.case}/packet/{helper.referral()}"
    page = helper.browser.get(address)
    filled = {"item-safe-contact": "After noon, through Ada", "as": "page"}
    return helper.browser.post(address, page, **(filled | changes))


def referrals_of(helper):
    desk = helper.browser.console.desk
    [summary] = desk.shelf.listed()
    return load_case(desk.vault, desk.policies, summary.case_id).case.referrals


def referral_of(helper):
    return referrals_of(helper)[0]


def digits_of(answer):
    return re.search(r'data-testid="packet-digits">([\d ]+)<', answer.text)[1]


def answer_with(office, digits, **told):
    world = office.world
    keys = packet_keys(stretch(decode(digits, world.deployment), world.deployment), world.deployment)
    opened = world.client.post("/api/v1/packets/open", json={"packet_id": keys.packet_id.hex()})
    record = b64decode(opened.json["record"])
    raw = keys.packet_id + seal_packet_answer(ANSWER | told, record, keys, world.deployment)
    return world.client.post("/api/v1/packets/answers", data=raw)
