"""The members' pages in every language: chosen, kept, complete, and never what is signed or kept."""

import re

import pytest

from investigator_console.cases.record import load_case
from investigator_console.evidence import service as evidence
from investigator_console.language import LANGUAGES
from investigator_console.translations import CATALOGUES
from languages.names import direction_of
from policies import load as load_policies
from tests.support.console_world import BASE, Browser, inbox
from tests.support.wording import latin_words, left_in_english

POLICIES = load_policies()
TRANSLATED = LANGUAGES[1:]
# What a page of a newer version may say, and this version shows as it is.
UNKNOWN_ANSWER = "le1mo"
PAGES = (
    "/inbox", "/overview", "/calendar", "/retention", "/duty", "/directory", "/directory/entry?id=new",
    "/directory/files", "/keys", "/policies", "/sync", "/identity", "/leavers", "/suspension", "/gone",
)  # fmt: skip
PARTS = ("", "/work", "/decision", "/access", "/identity", "/keeping", "/record", "/evidence")
HELP_PAGES = ("/help", "/help/caseload", "/help/gaps")


def choose(browser, language, path="/inbox"):
    """Press a language at the foot of a page."""
    page = browser.get(path)
    answer = browser.post("/language", page, language=language, next=path)
    assert answer.status_code == 302
    return answer


def frame(page):
    return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', page.text).groups()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr", "fr"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("ar-EG", "ar"), ("sw, de;q=0.5", "en"), ("", "en")],
)
def test_the_first_page_speaks_what_the_browser_asks_for(head, accepted, language):
    page = head.client.get("/", base_url=BASE, headers={"Accept-Language": accepted})
    assert frame(page) == (language, direction_of(language))


def test_the_choice_is_kept_by_this_browser_for_this_port_alone(head):
    answer = choose(head, "ar", "/keys")
    assert answer.headers["Location"] == "/keys"
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("amparo_language")]
    assert cookie.startswith("amparo_language_8001=ar;")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    page = head.client.get("/", base_url=BASE, headers={"Accept-Language": "fr"})
    assert frame(page) == ("ar", "rtl")


def test_only_a_language_that_is_there_can_be_chosen(head):
    page = head.get("/")
    for wrong in ("xx", "../fr", ""):
        answer = head.post("/language", page, language=wrong, next="/inbox")
        assert "amparo_language" not in str(answer.headers.getlist("Set-Cookie"))
    assert head.client.post("/language", data={"language": "fr"}, base_url=BASE).status_code == 400
    away = head.post("/language", page, language="fr", next="https://elsewhere.example/")
    assert away.headers["Location"] == "/inbox"


def test_the_chooser_names_each_language_in_itself(head):
    page = head.get("/").text
    chooser = page[page.index('data-testid="languages"') :]
    found = re.findall(r'value="(\w+)" lang="(\w+)" dir="(\w+)"(?: aria-current="true")?>([^<]+)<', chooser)
    assert found == [
        ("en", "en", "ltr", "English"),
        ("fr", "fr", "ltr", "Français"),
        ("es", "es", "ltr", "Español"),
        ("ar", "ar", "rtl", "العربية"),
    ]


def test_what_was_typed_when_it_locked_itself_stays_while_a_language_is_chosen(office, head):
    office.report("They changed the list.")
    head.unlock("Amina Head")
    head.wait()
    path = head.first_case()
    page = head.get(path)
    head.console.lock()
    locked = head.post(f"{path}/reply", page, text="A long <thought>.")
    carried = dict(re.findall(r'name="(carried_case|next)" value="([^"]*)"', locked.text))
    answer = head.post("/language", locked, language="fr", carried_text="A long <thought>.", **carried)
    assert frame(answer) == ("fr", "ltr")
    assert "A long &lt;thought&gt;." in answer.text
    assert (
        head.unlock("Amina Head", page=answer, carried_text="A long <thought>.", **carried).status_code == 302
    )
    assert "A long &lt;thought&gt;." in head.get(path).text


def test_an_answer_to_a_form_offers_no_language_as_choosing_would_lose_what_was_typed(office, head):
    office.report("They changed the list.")
    head.unlock("Amina Head")
    head.wait()
    path = head.first_case()
    refused = head.post(f"{path}/reply", head.get(path), text=" ")
    assert refused.status_code == 400
    assert 'data-testid="languages"' not in refused.text
    assert 'data-testid="languages"' in head.get(path).text


@pytest.fixture
def working(office, head):
    """The head with a case that holds a status, an answer, a note, an assessment, a task and a step of the plan."""
    correspondent = office.report("سرقوا القائمة", categories=("FRD", "SEA-E"), language="ar")
    head.unlock("Amina Head")
    head.wait()
    path = head.first_case()
    act_on(head, path)
    correspondent.write("متى؟")
    head.post("/sync", head.get("/inbox"), next="/inbox")
    head.wait()
    return head, path, correspondent


def act_on(browser, path):
    """Everything that a member signs at several places of a case, with words and with codes."""
    me = browser.console.desk.vault.profile.member_id.hex()
    template = re.search(r"template=([\w-]+)", browser.get(path).text)[1]
    text = re.search(
        r'data-testid="reply-text"[^>]*>\n?([^<]*)<', browser.get(f"{path}?template={template}").text
    )[1]
    for act, fields in {
        "status": {"status": "assessing", "note": ""},
        "reply": {"text": text},
        "note": {"text": "Ask them."},
        "assign": {"to": me},
        "category": {"categories": "FRD"},
        "assessment": {
            "decision": "investigate",
            "region": "mena",
            "subject": "partner",
            "channel": "portal",
        },
        "task": {"text": "Count them.", "owner": me},
        "plan-step": {"step": "scope", "state": "done"},
        "hold": {"reason": "A court asks.", "reason_code": "court", "until": "2027-01-31"},
    }.items():
        assert browser.post(f"{path}/{act}", browser.get(path), **fields).status_code == 302, act
        browser.wait()


def signed(browser, correspondent):
    """The bodies that this member signed, in any order, without what differs by itself: ids and times."""
    record = load_case(browser.console.desk.vault, POLICIES, correspondent.case_id)
    own = [one for one in record.log.records if one.author == record.me]
    changing = {"sent_at", "claimed_at", "on", "names"}
    return sorted(
        repr((lane, {name: value for name, value in sorted(body.items()) if name not in changing}))
        for one in own
        for lane, body in one.bodies.items()
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_page_speaks_the_language_and_leaves_no_english_sentence(working, language):
    head, path, _ = working
    choose(head, language)
    left = {}
    for address in (*PAGES, *(f"{path}{part}" for part in PARTS)):
        page = head.get(address)
        assert frame(page) == (language, direction_of(language)), address
        assert 'data-testid="unreviewed"' in page.text, address
        found = left_in_english(page.text, CATALOGUES, language)
        if language == "ar":
            found += [
                text for text in latin_words(page.text) if "Amparo" not in text and text != UNKNOWN_ANSWER
            ]
        if found:
            left[address] = found
    assert left == {}, left
    choose(head, "en")
    assert 'data-testid="unreviewed"' not in head.get("/inbox").text


def test_what_is_signed_is_the_same_whatever_language_its_member_reads(office, head):
    head.unlock("Amina Head")
    written = {}
    for language in ("en", "ar"):
        correspondent = office.report("They changed the list.", categories=("FRD",), language="fr")
        choose(head, language)
        head.console.desk.sync.start()
        head.wait()
        path = f"/cases/{head.console.desk.shelf.reference(correspondent.case_id)}"
        head.read(path)
        act_on(head, path)
        written[language] = signed(head, correspondent)
    assert len(written["en"]) > 8
    assert written["ar"] == written["en"]


def test_a_case_worked_on_in_arabic_reads_in_english_on_an_english_page(working):
    head, path, _ = working
    choose(head, "en")
    for part in PARTS:
        page = head.get(f"{path}{part}").text
        theirs = re.sub(r"<[^>]*(dir=\"auto\"|lang=\"ar\")[^>]*>[^<]*<", "<", page)
        ours = theirs.split('data-testid="languages"')[0]
        assert not re.search(r"[\u0600-\u06ff]", ours), part


def test_the_first_word_goes_to_each_reporter_in_her_own_language(office, head):
    people = {language: office.report("A list.", language=language) for language in ("fr", "es", "en")}
    head.unlock("Amina Head")
    head.wait()
    choose(head, "ar")
    for one in people.values():
        head.read(f"/cases/{head.console.desk.shelf.reference(one.case_id)}")
    page = head.get("/inbox")
    proposed = re.search(r'data-testid="bulk-text"[^>]*>\n?([^<]*)<', page.text)[1]
    template = next(one for one in POLICIES.templates.templates if one.use == "acknowledge")
    assert proposed == template.texts.ar
    references = [head.console.desk.shelf.reference(one.case_id) for one in people.values()]
    head.post("/inbox/acknowledge", page, case=references, text=proposed)
    head.wait()
    for language, one in people.items():
        assert [message.text for message in one.case().messages] == [template.text_in(language)[0]]


def test_what_is_handed_out_is_in_english_whatever_language_its_maker_reads(working, monkeypatch):
    head, path, _ = working
    printed = []
    real = evidence.print_bundle
    monkeypatch.setattr(
        evidence,
        "print_bundle",
        lambda cover, exhibits: printed.append((cover, exhibits)) or real(cover, exhibits),
    )
    choose(head, "ar")
    page = head.get(f"{path}/evidence")
    items = re.findall(r'name="items" value="([^"]+)"', page.text)
    made = head.post(f"{path}/evidence", page, form="bundle", items=items, reason="Court.", sure="y")
    assert made.content_type == "application/zip"
    [(cover, exhibits)] = printed
    shown = [cover.title, cover.warning, *(label for label, _ in cover.facts)]
    shown += [part for one in exhibits for part in (one.title, one.by, one.note)]
    assert not re.search(r"[\u0600-\u06ff]", " ".join(shown))
    assert cover.title.startswith("Evidence bundle of case")


def test_a_synchronisation_that_failed_is_told_in_the_pages_language(office, head):
    head.unlock("Amina Head")
    head.wait()
    choose(head, "fr")
    office.line.up = False
    head.post("/sync", head.get("/inbox"), next="/inbox")
    page = head.get("/inbox").text.replace("&#39;", "'")
    office.line.up = True
    assert "ne répond pas" in page
    assert "doesn't answer" not in page
    assert "doesn't answer" in head.console.desk.sync.state.failure
    assert inbox(head.console.desk.vault) is not None


def test_victim_care_reads_its_pages_in_every_language(office):
    care = office.hire("Care", "VCO")
    office.sync(care)
    care.close()
    office.report("A list.", ("SEA-E",), help_asked={"wants_support": "yes", "needs": ["MED"]})
    browser = Browser(office.console())
    browser.unlock("Care")
    browser.wait()
    path = browser.first_case()
    left = {}
    for language in TRANSLATED:
        choose(browser, language)
        for address in (*HELP_PAGES, f"{path}/help", "/inbox"):
            page = browser.get(address)
            assert frame(page) == (language, direction_of(language)), address
            found = left_in_english(page.text, CATALOGUES, language)
            if language == "ar":
                found += [text for text in latin_words(page.text) if "Amparo" not in text]
            if found:
                left[language, address] = found
    assert left == {}, left
    browser.console.lock()
