"""The directory of services, in the terms of HSDS 3 (Human Services Data Specification): pure, no I/O, no clock."""
