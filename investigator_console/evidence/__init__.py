"""Evidence: a case handed out as a signed archive, whole or redacted, and checked offline."""
