"""Who writes in the tests of the log, and what."""

INVESTIGATOR, HEAD, ETHICS = ("INV", 1), ("INV", 0), ("ETH", 0)


def message(text):
    return {"type": "message", "text": text, "sent_at": "2026-11-18T10:00"}


def status(code):
    return {"type": "status", "status": code, "note": "", "sent_at": "2026-11-18T10:00"}


def names(log):
    return [bytes.fromhex(record.event_id) for record in log.records]
