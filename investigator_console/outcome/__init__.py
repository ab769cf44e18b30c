"""How a case ends: an outcome is proposed, approved by somebody else, told to the reporter, and perhaps reviewed."""
