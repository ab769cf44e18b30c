"""What is due when: deadlines and tasks of all open cases, by day."""
