"""Help for the person harmed: today's list, one case as a checklist, who cares for whom, and gaps in services."""
