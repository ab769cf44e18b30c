from crypto.documents import parse_json


def test_a_whole_number_is_one_however_it_is_written():
    for text in (b"1", b"1.0", b"10e-1", b"0.1e1"):
        value = parse_json(b'{"lane":' + text + b"}")["lane"]
        assert (value, type(value)) == (1, int)
    assert parse_json(b'{"lane":1.5}')["lane"] == 1.5
