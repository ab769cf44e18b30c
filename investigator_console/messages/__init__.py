"""The conversation with the reporter."""
