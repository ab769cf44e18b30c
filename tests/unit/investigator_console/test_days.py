"""Days in the middle of a text: on one line, and nothing else in it becomes a tag."""

from markupsafe import escape

from investigator_console.days import whole_days


def test_a_day_stays_on_one_line_with_its_hour_and_the_text_is_escaped():
    assert whole_days("until \u20682026-11-26\u2069, <b>2026-11-26 17:19</b>") == (
        'until \u2068<span class="whole">2026-11-26</span>\u2069, '
        '&lt;b&gt;<span class="whole">2026-11-26 17:19</span>&lt;/b&gt;'
    )


def test_what_was_made_safe_for_a_page_is_not_escaped_once_more():
    assert whole_days(escape("<2026-11-26")) == '&lt;<span class="whole">2026-11-26</span>'


def test_a_telephone_is_no_day():
    assert whole_days("1234-5678-90") == "1234-5678-90"
