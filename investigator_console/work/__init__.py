"""The work on a case: how it is assessed, the plan, and who does what by when."""
