#!/bin/sh
# The committed scripts must be what the committed sources build, byte for byte.
set -eu
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp -R portal/static/built "$before/built"
npm run --silent build
if ! diff -r "$before/built" portal/static/built; then
  echo "portal/static/built differs from what its sources build. Run 'make build' and commit the result." >&2
  exit 1
fi
