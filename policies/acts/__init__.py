"""Types of act, one module a subject; `reading` holds the table of all and turns records into acts."""

from policies.acts.reading import ACT_TYPES as ACT_TYPES
from policies.acts.reading import read_acts as read_acts
from policies.acts.shapes import is_member as is_member
