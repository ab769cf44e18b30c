"""One person of every role, for tests that ask what each role may do or open."""

from tests.support.organisation import ROLES

GROUPS = {**ROLES, "CUST": ("identity-custodian", "identity-custodian")}
# Role to group and place in the group.
PEOPLE = {
    "head-of-investigations": ("INV", 0),
    "investigator": ("INV", 1),
    "victim-care-officer": ("VCO", 0),
    "psea-officer": ("VCO", 2),
    "ethics-officer": ("ETH", 0),
    "oversight": ("ALT", 0),
    "feedback-officer": ("AAP", 0),
    "identity-custodian": ("CUST", 0),
    "statistics-officer": ("STAT", 0),
}
