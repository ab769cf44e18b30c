#!/bin/sh
# Run a command with a PostgreSQL and a Redis for tests. Servers that already answer on the usual ports are
# used as they are; otherwise throw-away ones are started on free ports and stopped afterwards.
set -eu

work=$(mktemp -d)
stop_postgres=''
stop_redis=''
finish() {
  [ -z "$stop_redis" ] || kill "$stop_redis" 2>/dev/null || true
  [ -z "$stop_postgres" ] || $stop_postgres >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
postgres_answers() {
  python - "$1" <<'PROBE' 2>/dev/null
import sys, psycopg
psycopg.connect(sys.argv[1], connect_timeout=2).close()
PROBE
}

url=${AMPARO_TEST_POSTGRES:-postgresql://postgres@127.0.0.1:5432}
if ! postgres_answers "$url"; then
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  port=$(free_port)
  # PostgreSQL refuses to run as root; its own user does it then.
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$work"; chmod 755 "$work"
    run="runuser -u postgres --"
  else
    run=""
  fi
  mkdir -p "$work/pg"; [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
  $run "$bin/initdb" --pgdata "$work/pg" --username postgres --auth trust >/dev/null
  $run "$bin/pg_ctl" --pgdata "$work/pg" --wait --silent --log "$work/pg/log" \
    --options "-c listen_addresses=127.0.0.1 -p $port -k $work/pg" start >/dev/null
  stop_postgres="$run $bin/pg_ctl --pgdata $work/pg --mode immediate stop"
  url="postgresql://postgres@127.0.0.1:$port"
fi
export AMPARO_TEST_POSTGRES="$url"

redis_url=${AMPARO_TEST_REDIS:-redis://127.0.0.1:6379/0}
if ! python -c 'import sys, redis; redis.Redis.from_url(sys.argv[1]).ping()' "$redis_url" 2>/dev/null; then
  port=$(free_port)
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >/dev/null &
  stop_redis=$!
  redis_url="redis://127.0.0.1:$port/0"
fi
export AMPARO_TEST_REDIS="$redis_url"

"$@"
