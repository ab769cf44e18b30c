"""The member's vault on disk: sealed records, intake secrets, drafts, backup; and the pages that unlock and lock it."""
