#!/bin/sh
# Runs a command beside a PostgreSQL of its own: a new cluster in a temporary folder, reached by a socket there only,
# ended and removed afterwards. FORHAL_TEST_DB is its address, with one parameter already, so that more follow by &.
#
# usage: with-server.sh COMMAND [WORD …]
set -eu
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "with-server: there is no PostgreSQL here; make deps installs it" >&2
    exit 1
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/forhal-postgres.XXXXXX")

# PostgreSQL does not run as root; its package brought a user for it.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    chmod 755 "$folder"
    as_owner() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
fi

end() {
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

cd "$folder" # it wants to be somewhere it may look
as_owner "$bin/initdb" -D "$folder/data" -U forhal -A trust --no-locale -E UTF8 --no-sync >"$folder/init.log" 2>&1 ||
    { cat "$folder/init.log" >&2; exit 1; }
# A test database need not survive the machine; what is tested is ours.
as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/data/log" \
    -o "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=${POSTGRES_FSYNC:-off} -c max_connections=200" start >/dev/null ||
    { cat "$folder/data/log" >&2; exit 1; }
cd "$OLDPWD"
FORHAL_TEST_DB="postgres:///postgres?host=$folder&user=forhal"
export FORHAL_TEST_DB FORHAL_POSTGRES_BIN="$bin" FORHAL_POSTGRES_DATA="$folder/data"
"$@"
