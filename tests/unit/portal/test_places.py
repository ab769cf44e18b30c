import pytest

from portal.places import PlaceError, in_language, read_places

GOOD = {
    "id": "north-camp",
    "name": {"en": "North camp", "ar": "المخيم الشمالي"},
    "channels": [{"what": "Desk", "hours": "9 to 16", "phone": "+00 000 111"}],
}


def test_a_text_in_the_readers_language_else_the_one_for_all_else_any():
    (place,) = read_places([GOOD])
    assert in_language(place.name, "ar") == "المخيم الشمالي"
    assert in_language(place.name, "es") == "North camp"
    assert in_language(place.channels[0].what, "es") == "Desk"
    assert in_language({}, "es") == ""


def channel(**changes):
    return {"channels": [GOOD["channels"][0] | changes]}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"id": "North camp"}, "places[1].id"),
        ({"id": None}, "places[1].id"),
        ({"name": ""}, "places[1].name"),
        ({"name": {"english": "North"}}, "places[1].name"),
        ({"name": {"en": " "}}, "places[1].name"),
        ({"channels": []}, "places[1].channels"),
        ({"channels": ["a desk"]}, "places[1].channels"),
        (channel(phone="call me"), "places[1].channels[1].phone"),
        (channel(hours=None), "places[1].channels[1].hours"),
        (channel(what=5), "places[1].channels[1].what"),
        (channel(fax="1"), "places[1].channels[1].fax"),
        ({"address": "x"}, "places[1].address"),
    ],
)
def test_a_mistake_is_named_by_its_key_with_what_to_write(changes, key):
    with pytest.raises(PlaceError) as caught:
        read_places([GOOD | changes])
    assert caught.value.key == key
    assert caught.value.remedy


@pytest.mark.parametrize("raw", [{}, "places", [1], [GOOD, GOOD]])
def test_what_is_no_list_of_different_places_is_refused(raw):
    with pytest.raises(PlaceError):
        read_places(raw)
