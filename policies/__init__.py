"""What is allowed: policies as data, and the pure rules that read them. No web, no storage, no crypto."""

from policies.document import document, document_hash, pins, policy_content, policy_hash
from policies.errors import PolicyError
from policies.loader import Policies, load

__all__ = [
    "Policies",
    "PolicyError",
    "document",
    "document_hash",
    "load",
    "pins",
    "policy_content",
    "policy_hash",
]
