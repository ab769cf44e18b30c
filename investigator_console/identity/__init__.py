"""Opening who the reporter is: two shares, two signed acts, a reason, everything in the record."""
