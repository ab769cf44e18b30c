"""Who opened which case: handed in sealed once a day, read by oversight for the cases that they hold."""
