#!/bin/sh
# Make sure that the named things are on this machine: python node chromium postgres redis nginx.
# What is missing is installed from Debian where this user may; otherwise one sentence says what to install.
set -eu

may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

debian() {
  if may_install; then
    echo "Installing $* from Debian."
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    echo "Amparo needs these packages, and this user may not install them: $*. Please run: sudo apt-get install $*" >&2
    exit 1
  fi
}

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

for thing in "$@"; do
  case "$thing" in
    python)
      python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || debian python3
      python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv ;;
    node)
      # Debian 12 ships Node 18; the packages need 20, which PyPI carries as a wheel with a locked hash.
      node_is_new_enough || .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements-node.lock ;;
    chromium)
      command -v chromium >/dev/null || debian chromium
      fc-list 2>/dev/null | grep -qi 'noto.*arabic' || debian fontconfig fonts-noto-core fonts-noto-color-emoji ;;
    postgres)
      ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || debian postgresql ;;
    redis)
      command -v redis-server >/dev/null || debian redis-server ;;
    nginx)
      # Started by a test, on a port of its own, never as this machine's web server.
      PATH="$PATH:/usr/sbin" command -v nginx >/dev/null || debian nginx-light openssl ;;
    *)
      echo "tools/ensure.sh does not know '$thing'." >&2; exit 2 ;;
  esac
done
