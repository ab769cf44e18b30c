"""The member's vault on disk: sealed records, intake secrets, backup; the pages that unlock and lock it."""
