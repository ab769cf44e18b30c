"""The directory of services: taken in, searched, kept up to date, handed on."""
