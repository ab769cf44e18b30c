"""The one alarm, the same for every report: nobody has acknowledged."""
