"""Names for the byte strings of the protocol, so that one cannot be passed where another belongs."""

from typing import NewType

DeploymentId = NewType("DeploymentId", bytes)
CaseId = NewType("CaseId", bytes)
MailboxId = NewType("MailboxId", bytes)
MemberId = NewType("MemberId", bytes)  # also a reporter's author id: 16 bytes either way
KeyId = NewType("KeyId", bytes)
EventId = NewType("EventId", bytes)
CaseCode = NewType("CaseCode", bytes)
RootKey = NewType("RootKey", bytes)
KeyringHash = NewType("KeyringHash", bytes)
