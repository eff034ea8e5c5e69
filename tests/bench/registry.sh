#!/bin/sh
# forhal-registry beside what somebody would write in Node: submissions, polls, and thousands that wait. Both run at the
# same time, and are asked in turns; medians and ratios of this one run are the figures (docs/benchmarks.md).
#
# usage: registry.sh BUILD PEER ROUNDS       PEER: a folder with registry_peer/ and its node_modules
# environment: SLOW_DISK_MS: each fsync of either server takes so much longer (slow_disk.c); then only submissions are asked for
set -eu
build=$1
peer=$2
rounds=$3
content=${CONTENT:-assets/content/albertslund-2014.json}
connections=${CONNECTIONS:-64}
seconds=${SECONDS_EACH:-4}
waiting=${WAITING:-10000}
work=$(mktemp -d "${TMPDIR:-/tmp}/forhal-bench-registry-XXXXXX")
pids=
# shellcheck disable=SC2154  # status is set in the trap itself
trap 'status=$?; for pid in $pids; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; exit $status' EXIT INT TERM
# shellcheck disable=SC3045  # dash has both
ulimit -n "$(ulimit -Hn)"

port_of() { # LOG: the port that a server says it listens on
    for _ in $(seq 100); do
        port=$(sed -n 's/.*listening on .*[^0-9]\([0-9][0-9]*\)$/\1/p; s/^listening on \([0-9]*\)$/\1/p' "$1" | head -n 1)
        [ -n "$port" ] && { echo "$port"; return; }
        sleep 0.1
    done
    echo "bench-registry: a server does not start: $(cat "$1")" >&2
    exit 1
}

cpu_of() { # PID: user and system time so far, in ms
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%d", ($12 + $13) * 1000 / hz }' "/proc/$1/stat"
}

stored() { # DATABASE
    node -e "const D = require('$peer_path/node_modules/better-sqlite3');
        console.log(new D('$1', { readonly: true }).prepare('SELECT count(*) AS n FROM entry').get().n)"
}

median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

load() { # PORT FILE CONNECTIONS: requests answered
    wrk -t1 -c"$3" -d"${seconds}s" -s tests/bench/requests.lua "http://127.0.0.1:$1" -- "$2" >"$work/wrk"
    grep -q 'Non-2xx' "$work/wrk" && { cat "$work/wrk" >&2; exit 1; }
    sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$work/wrk"
}

peer_path=$(cd "$peer" && pwd)
network=$(node -p "require('./$content').networks[0].id")

"$build/forhal-registry" init --data "$work/registry" >/dev/null
"$build/forhal-registry" content import "$content" --data "$work/registry" >/dev/null
if [ -n "${SLOW_DISK_MS:-}" ]; then
    slow_disk=$PWD/$build/tests/bench/slow_disk.so
    export LD_PRELOAD="$slow_disk" SLOW_DISK_MS
fi
# All come from here, which is one address.
FORHAL_LIMITS_CONNECTIONS_PER_ADDRESS=50000 "$build/forhal-registry" serve --data "$work/registry" --listen 127.0.0.1:0 >"$work/registry.log" 2>&1 &
ours=$!
node "$peer/server.js" "$work/peer.db" >"$work/peer.log" 2>&1 &
theirs=$!
node "$peer/server.js" "$work/signed.db" signed >"$work/signed.log" 2>&1 &
signed=$!
node "$peer/sse.js" "$work/sse.db" >"$work/sse.log" 2>&1 &
sse=$!
pids="$ours $theirs $signed $sse"
ours_port=$(port_of "$work/registry.log")
theirs_port=$(port_of "$work/peer.log")
signed_port=$(port_of "$work/signed.log")
sse_port=$(port_of "$work/sse.log")

unset LD_PRELOAD
code=$("$build/forhal-registry" kiosk invite Foyer --data "$work/registry" | grep -xE '.{4}-.{4}-.{4}')
"$build/forhal-sync" enrol --data "$work/kiosk" --registry "http://127.0.0.1:$ours_port" --code "$code" >/dev/null
helper="$build/tests/bench/bench_registry"

head_of() { # GENERATION HEAD
    curl -fsS "http://127.0.0.1:$ours_port/v1/health" | node -e '
        const { generation, head } = JSON.parse(require("fs").readFileSync(0)); console.log(generation, head)'
}

echo "submissions: $connections connections, $seconds s each"
for _ in $(seq "$rounds"); do
    "$helper" entries "$work/kiosk" "$network" "${ENTRIES:-40000}" >"$work/entries"
    "$helper" peer-entries "${ENTRIES:-40000}" >"$work/peer-entries"
    for who in ours theirs; do
        db=$work/registry/registry.db pid=$ours port=$ours_port file=$work/entries
        [ $who = theirs ] && db=$work/peer.db pid=$theirs port=$theirs_port file=$work/peer-entries
        before=$(stored "$db") cpu=$(cpu_of "$pid")
        load "$port" "$file" "$connections" >"$work/count"
        awk -v n="$(($(stored "$db") - before))" -v s="$seconds" 'BEGIN { printf "%.0f\n", n / s }' >>"$work/submit-$who"
        awk -v n="$(cat "$work/count")" -v c="$(($(cpu_of "$pid") - cpu))" 'BEGIN { printf "%.1f\n", c * 1000 / n }' >>"$work/submit-cpu-$who"
        awk '/Latency/ { print "  " who ": " $2 " mean, " $4 " most" }' who=$who "$work/wrk"
    done
done

row() { # NAME OURS THEIRS
    awk -v name="$1" -v a="$2" -v b="$3" 'BEGIN { printf "| %s | %s | %s | %.2f |\n", name, a, b, (b > 0 ? a / b : 0) }'
}
head_row() {
    printf '\n| medians of %s | forhal-registry | Node | ours / theirs |\n|---|---|---|---|\n' "$rounds"
    row 'durable submissions a second' "$(median submit-ours)" "$(median submit-theirs)"
    row 'CPU of 1,000 submissions, ms' "$(median submit-cpu-ours)" "$(median submit-cpu-theirs)"
}
if [ -n "${SLOW_DISK_MS:-}" ]; then
    head_row
    exit 0
fi

echo "polls with nothing new: 16 connections, $seconds s each"
# shellcheck disable=SC2046  # two words
set -- $(head_of)
"$helper" polls "$work/kiosk" "$1" "$2" 100000 0 >"$work/polls"
printf 'GET /feed?generation=1-1&after=15&nonce=0123456789abcdef0123456789abcdef HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: k1\r\n\r\n\036' >"$work/peer-polls"
for _ in $(seq "$rounds"); do
    for who in ours theirs signed; do
        pid=$ours port=$ours_port file=$work/polls
        [ $who = theirs ] && pid=$theirs port=$theirs_port file=$work/peer-polls
        [ $who = signed ] && pid=$signed port=$signed_port file=$work/peer-polls
        cpu=$(cpu_of "$pid")
        count=$(load "$port" "$file" 16)
        awk -v n="$count" -v c="$(($(cpu_of "$pid") - cpu))" 'BEGIN { printf "%.1f\n", c * 1000 / n }' >>"$work/poll-$who"
        awk -v n="$count" -v s="$seconds" 'BEGIN { printf "%.0f\n", n / s }' >>"$work/polls-$who"
    done
done

echo "$waiting that wait, one publication"
printf 'GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n\036' >"$work/listen"
for _ in $(seq "$rounds"); do
    # shellcheck disable=SC2046
    set -- $(head_of)
    "$helper" polls "$work/kiosk" "$1" "$2" "$waiting" 55 >"$work/waits"
    "$helper" polls "$work/kiosk" "$1" "$2" 1 0 >"$work/first"
    "$helper" entries "$work/kiosk" "$network" 1 >"$work/entry"
    "$helper" wait "$ours_port" "$waiting" "$work/waits" "$ours" '"type":"answer"' ']}' "$ours_port" "$work/entry" "$work/first" >>"$work/wait-ours"
    # As much as ours tells.
    body='{"id":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","kind":"interest","status":"wanted","at":"2026-11-21","network":"'$network'"}'
    printf 'POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s\036' "${#body}" "$body" >"$work/publish"
    "$helper" wait "$sse_port" "$waiting" "$work/listen" "$sse" 'data: ' event "$sse_port" "$work/publish" - >>"$work/wait-theirs"
    tail -n 1 "$work/wait-ours" "$work/wait-theirs"
done
for who in ours theirs; do
    for at in 1 2 3 4 5 6; do cut -d ' ' -f $at "$work/wait-$who" >"$work/wait-$who-$at"; done
done

head_row
row 'CPU of 1,000 polls with nothing new, ms' "$(median poll-ours)" "$(median poll-theirs)"
row '… beside one that checks and signs, too' "$(median poll-ours)" "$(median poll-signed)"
row 'polls a second' "$(median polls-ours)" "$(median polls-theirs)"
row "news reach half of $waiting, ms" "$(median wait-ours-1)" "$(median wait-theirs-1)"
row "… all of them, ms" "$(median wait-ours-2)" "$(median wait-theirs-2)"
row '… CPU until then, ms' "$(median wait-ours-5)" "$(median wait-theirs-5)"
row '… and of the one client, ms' "$(median wait-ours-6)" "$(median wait-theirs-6)"
row 'memory of one that waits, bytes' "$(sort -n "$work/wait-ours-3" | tail -n 1)" "$(sort -n "$work/wait-theirs-3" | tail -n 1)"
row '… and the kernel, both ends, bytes' "$(median wait-ours-4)" "$(median wait-theirs-4)"
