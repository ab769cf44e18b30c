"""A real case for tests of the log: a sealed report and signed events, honest or not."""

import random

from crypto import genesis, keyring, rekeying, reporter_keys, signing
from crypto.constants import KIND_EVENT, KIND_KEYS, KIND_SUPPLEMENT, THREAD_OFFSET
from crypto.events import Author, EventSubmission, seal_event
from crypto.keys import key_id, log_id, share_id, thread_key
from crypto.log import Entry, assemble
from crypto.report_plan import ReportPlan, Rosters
from crypto.submission import Submission, event_id, open_keys
from crypto.types import RootKey
from tests.unit.crypto.conftest import DEPLOYMENT, ROOT_SEED, TODAY, build_document, seed

STORY = "They changed the list."


def ring_of(document):
    container = keyring.sign_keyring(document, ROOT_SEED)
    return keyring.parse_keyring(container, signing.verify_key(ROOT_SEED), DEPLOYMENT, today=TODAY)


def entry_of(submission, **changes):
    """What a portal would hand over for an event."""
    fields = {
        "header": submission.header_bytes,
        "signatures": submission.signatures,
        "bodies": (submission.body,),
        "wraps": tuple(enumerate(submission.wraps)),
        "received_on": "2026-11-18",
    }
    return Entry(**(fields | changes))


class LogCase:
    """Grows a case; `log()` assembles what investigators read. By default an event cites all heads so far."""

    def __init__(self, organisation, *, categories=("FRD",), chance=7):
        self.organisation = organisation
        self.rings = [organisation.keyring]
        numbers = random.Random(chance)
        self.random = numbers.randbytes
        self.codes = [reporter_keys.derive(RootKey(self.random(32)), DEPLOYMENT)]
        self.case_id = self.codes[0].own_case_id
        self.events = []
        self.logs = {}
        self.genesis, self.keys = self._report(categories)
        self.genesis_id = event_id(self.genesis.header, DEPLOYMENT)
        self.ids = [self.genesis_id]

    def _report(self, categories):
        rosters = self.rosters()
        lanes = rosters.lanes
        told = {"used": True, "categories": list(categories), "story": STORY, "answers": {}}
        exclusions = {"exclusions": {"teams": [], "members": []}}
        bodies = {
            1: told | exclusions,
            2: {"used": False} | exclusions,
            3: {"used": False},
            4: {"used": False},
            5: {
                "used": True,
                "categories": list(categories),
                "tier": "T2",
                "stage": "open",
                "assistance": "unknown",
            },
        }
        data = genesis.seal_report(
            ReportPlan(bodies, rosters),
            self.codes[0],
            self.organisation.keyring,
            self.organisation.intake,
            DEPLOYMENT,
            manifest_hash=bytes(32),
            path="browser",
            random=self.random,
        )
        report = Submission.parse(data)
        entry = Entry(report.header_bytes, (report.signature,), report.bodies, (), "2026-11-18")
        held = {}
        for c in (1, 2, 3, 5):
            one = lanes[c][0]
            index = self.organisation.keyring.intake_recipients.index(one)
            held[c] = open_keys(report, index, self.organisation.kem_seed(one), DEPLOYMENT).records[c]
        return entry, held

    def rosters(self):
        group = self.organisation.group
        lanes = {1: group("INV"), 2: group("ETH"), 3: group("VCO"), 5: group("INV")}
        return Rosters(lanes, group("ETH"), group("ALT"))

    def supplement(self, bodies, *, code=-1, case_id=None, path="browser"):
        """Something added later, sealed as a page would; not handed over yet."""
        data = genesis.seal_supplement(
            ReportPlan(bodies, self.rosters()),
            self.codes[code],
            case_id or self.case_id,
            self.rings[-1],
            self.organisation.intake,
            DEPLOYMENT,
            manifest_hash=bytes(32),
            path=path,
            random=self.random,
        )
        return Submission.parse(data)

    def hand_over(self, supplement, **changes):
        """Hand a supplement to the portal; returns its id."""
        wraps = tuple(enumerate(supplement.wraps))
        fields = {"signatures": (supplement.signature,), "bodies": supplement.bodies, "wraps": wraps}
        self.events.append(
            Entry(**({"header": supplement.header_bytes, "received_on": "2026-11-19"} | fields | changes))
        )
        self.ids.append(event_id(supplement.header_bytes, DEPLOYMENT))
        return self.ids[-1]

    def held_by(self, supplement, *groups):
        """Keys by id that the first people of these groups unwrap from a supplement."""
        found = {}
        for group in groups:
            one = self.organisation.group(group)[0]
            index = self.rings[-1].intake_recipients.index(one)
            held = open_keys(supplement, index, self.organisation.kem_seed(one), DEPLOYMENT)
            found |= {key_id(key, c, self.case_id, DEPLOYMENT): key for c, key in held.records.items()}
            if held.share is not None:
                which, share = held.share
                found[share_id(share, which, self.case_id, DEPLOYMENT)] = share
        return found

    def known(self, *compartments):
        """Keys by id of the compartments named, as one reader would hold them."""
        found = {}
        for c in compartments:
            key = self.thread(c - THREAD_OFFSET) if c > THREAD_OFFSET else self.keys[c]
            found[key_id(key, c, self.case_id, DEPLOYMENT)] = key
        return found

    def thread(self, lane=1):
        return thread_key(self.keys[lane], lane, self.case_id, DEPLOYMENT)

    def add(self, submission, **changes):
        """Hand an event to the portal; returns its id."""
        self.events.append(entry_of(submission, **changes))
        name = event_id(submission.header_bytes, DEPLOYMENT)
        self.ids.append(name)
        return name

    def heads(self):
        cited = {
            p
            for e in self.events
            if e.header[2] != KIND_SUPPLEMENT
            for p in EventSubmission.assemble(e.header, e.signatures, {}).header.parents
        }
        return [name for name in self.ids if name not in cited]

    def author(self, who, *, vault="vault", seq=None, prev=None):
        """`who`: (group, number). The next place in that vault's log of this case."""
        one = self.organisation.group(who[0])[who[1]]
        log = log_id(seed(f"{vault} {who}"), self.case_id, DEPLOYMENT)
        last, before = self.logs.get(log, (0, bytes(32)))
        return Author(
            one,
            self.organisation.verify_seed(one),
            log,
            last + 1 if seq is None else seq,
            before if prev is None else prev,
        )

    def seal(self, author, body, *, c=17, key=None, knows=None, ring=None, kind=KIND_EVENT, **more):
        """A sealed event that is not handed over yet."""
        if key is None:
            key = self.thread(c - THREAD_OFFSET) if c > THREAD_OFFSET else self.keys[c]
        return seal_event(
            {"v": 1, **body},
            c=c,
            key=key,
            case_id=self.case_id,
            author=author,
            parents=self.heads() if knows is None else knows,
            keyring_hash=(ring or self.rings[-1]).hash,
            deployment=DEPLOYMENT,
            kind=kind,
            random=self.random,
            **more,
        )

    def member(self, who, body, *, vault="vault", **more):
        """A member signs and hands over an event; returns its id."""
        author = self.author(who, vault=vault)
        name = self.add(self.seal(author, body, **more))
        self.logs[author.log_id] = (author.log_seq, name)
        return name

    def reporter(self, text, *, code=-1, lane=1, **more):
        """The reporter writes; returns the id."""
        body = {"type": "message", "text": text, "sent_at": "2026-11-18T10:00"}
        author = Author.reporter(self.codes[code])
        return self.add(self.seal(author, body, c=THREAD_OFFSET, key=self.thread(lane), **more))

    def replace_code(self, *, code=-1, knows=None):
        """The reporter takes a new code; returns the id of the replacement."""
        new = reporter_keys.derive(RootKey(self.random(32)), DEPLOYMENT)
        submission = rekeying.replace_code(
            self.codes[code],
            new,
            case_id=self.case_id,
            generations=[{lane: self.thread(lane) for lane in (1, 2, 3)}],
            used=[1],
            parents=self.heads() if knows is None else knows,
            keyring_hash=self.rings[-1].hash,
            deployment=DEPLOYMENT,
        )
        self.codes.append(new)
        return self.add(submission)

    def rotation(self, who, *, lane=1, key=None, body=None, new_key=None, **more):
        """A sealed rotation of a lane, and the fresh key."""
        fresh = self.random(32) if new_key is None else new_key
        roster = [
            rekeying.Recipient(one, self.organisation.intake[one].kem_pk)
            for one in self.organisation.group("INV")
        ]
        reporter = rekeying.Recipient.reporter(self.codes[-1])
        made = rekeying.rotate(lane, fresh, self.case_id, DEPLOYMENT, roster=roster, reporter=reporter)
        names = [one.id.hex() for one in roster]
        said = body or {"type": "rotate", "lane": lane, "roster": names, "exclusions": {}}
        sealed = self.seal(
            self.author(who),
            said,
            c=lane + THREAD_OFFSET,
            key=key,
            kind=KIND_KEYS,
            keys=made.keys,
            wraps=made.wraps,
            **more,
        )
        return sealed, fresh

    def next_ring(self, *, without=(), version=2):
        """A newer keyring, with some people gone; from now on events name it."""
        document = build_document(version=version)
        gone = {one.hex() for one in without}
        document["members"] = [one for one in document["members"] if one["id"] not in gone]
        document["groups"] = {
            n: [one for one in ids if one not in gone] for n, ids in document["groups"].items()
        }
        document["intake_recipients"] = [one for one in document["intake_recipients"] if one not in gone]
        ring = ring_of(document)
        self.rings.append(ring)
        return ring

    def log(self, *, known=None, events=None, **more):
        """The log of a reader who holds the lanes of investigators, unless told otherwise."""
        rings = {ring.hash: ring for ring in self.rings}
        held = self.known(1, 5) if known is None else known
        return assemble(
            self.genesis, self.events if events is None else events, rings, DEPLOYMENT, held, **more
        )


def big_document(people=3):
    """Groups of `people`, so that one can be dismissed."""
    titles = {
        "INV": "investigator",
        "VCO": "victim-care-officer",
        "ETH": "ethics-officer",
        "ALT": "oversight",
    }
    return build_document(roles={group: (role,) * people for group, role in titles.items()})


def altered(data, at=-1):
    """The same bytes with one bit changed."""
    flipped = bytearray(data)
    flipped[at] ^= 1
    return bytes(flipped)


def kinds(log):
    """The kinds of all problems."""
    return {problem.kind for problem in log.problems}


def texts(log):
    """The texts of all opened messages, in order."""
    return [
        body["text"] for one in log.records for body in one.bodies.values() if body.get("type") == "message"
    ]


def shuffles(items, count=6):
    """Some orders of a list, each with a few repeats."""
    for number in range(count):
        chance = random.Random(number)
        mixed = [*items, *chance.sample(items, min(3, len(items)))]
        chance.shuffle(mixed)
        yield mixed
