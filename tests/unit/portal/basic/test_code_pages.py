"""The pages around a case code: where it is shown, and where it is typed."""

import re


def test_no_page_with_a_code_leads_away_but_by_the_ways_below_it(visitor):
    sent = visitor.report()
    check = visitor.post(sent.form_of("/en/basic/code-check"))
    visitor.open(sent.one("case-code-digits"))
    new = visitor.get("/en/basic/new-code")
    for page, ways in ((sent, {"saved"}), (check, {"saved"}), (new, {"case"})):
        found = set(re.findall(r'<a[^>]* href="([^"#]+)"', page.text))
        assert found == {"/en/basic/leave"} | {f"/en/basic/{way}" for way in ways}


def test_coming_back_stays_on_this_path(visitor):
    for address in ("", "report", "saved", "case"):
        assert 'href="/en/case"' not in visitor.get(f"/en/basic/{address}").text


def test_a_refused_code_marks_its_field(visitor):
    field = re.compile(r'<textarea[^>]* id="code"[^>]*>')
    assert "aria-invalid" not in field.search(visitor.get("/en/basic/case").text)[0]
    refused = field.search(visitor.open("wrong").text)[0]
    assert 'aria-invalid="true"' in refused
    assert "code-error" in refused
