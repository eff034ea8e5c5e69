#!/bin/sh
# The example for nginx as a whole (forhal.conf with its snippet), with the real one in front of a registry: TLS, plain
# HTTP that is sent there, who asks, limits, and a kiosk that enrols, waits and is told. That two registries behind it
# may die is tests/e2e/test_pair.c.
#
# usage: nginx.sh     environment: FORHAL_BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
nginx=$(command -v nginx || echo /usr/sbin/nginx)
if [ ! -x "$nginx" ]; then
    echo "skipped: nginx is not here; board/dev/deps.sh test installs it"
    exit 0
fi
work=$(mktemp -d)
pids=
end() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap end EXIT
fail() {
    echo "nginx: $*" >&2
    cat "$work/nginx.log" "$work/registry.log" "$work/sync.log" >&2 2>/dev/null || true
    exit 1
}
ask() { curl -s --cacert "$work/cert.pem" --noproxy '*' --max-time 20 -o "$work/answer" -w '%{http_code}' "$@"; }
# What is refused is read all the same, so nginx can send it whole, and never says 502.
ask_much() { # FILE URL
    for _ in 1 2 3 4 5 6 7 8; do
        ask --data-binary "@$1" "$2" || true
        echo
    done | sort -u | tr -d '\n' # eight times the same
}
free_port() {
    node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}
until_true() { # TENTHS COMMAND …
    tenths=$1
    shift
    for _ in $(seq "$tenths"); do
        ! "$@" || return 0
        sleep 0.1
    done
    return 1
}
front=$(free_port)
plain=$(free_port)
nobody=$(free_port)

"$build/forhal-registry" init --data "$work/registry" >/dev/null
FORHAL_LISTEN_BEHIND_PROXY=yes FORHAL_LOG_LEVEL=debug FORHAL_LOG_ADDRESSES=yes \
    "$build/forhal-registry" serve --data "$work/registry" --listen 127.0.0.1:0 >"$work/said" 2>"$work/registry.log" &
pids="$pids $!"
until_true 600 grep -q 'listening on http' "$work/said" || fail "the registry does not begin"
inner=$(sed -n 's|.*listening on http://||p' "$work/said")

# Of the example, only the names: no certificate from the world, no ports of the machine, and nobody else's folders.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=forhal.example.dk \
    -addext subjectAltName=DNS:forhal.example.dk,IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
sed -e "s|127.0.0.1:8440|$inner|; s|127.0.0.1:8441|127.0.0.1:$nobody|" \
    -e "s|listen 443 ssl|listen 127.0.0.1:$front ssl|; s|listen 80;|listen 127.0.0.1:$plain;|; /listen \[::\]/d" \
    -e "s|/etc/letsencrypt/live/forhal.example.dk/fullchain.pem|$work/cert.pem|" \
    -e "s|/etc/letsencrypt/live/forhal.example.dk/privkey.pem|$work/key.pem|" \
    -e "s|/etc/nginx/snippets/forhal-proxy.conf|$PWD/board/nginx/forhal-proxy.conf|" board/nginx/forhal.conf >"$work/site.conf"
! grep -v '^#' "$work/site.conf" | grep -q '/etc/' || fail "the example names something that this test does not replace"
{
    [ "$(id -u)" != 0 ] || echo "user root;" # its own user could not look into our folder
    echo "daemon off; worker_processes 1; pid $work/nginx.pid; events { worker_connections 256; }"
    echo "http { access_log off;"
    for what in client_body proxy fastcgi uwsgi scgi; do echo "${what}_temp_path $work/$what;"; done
    echo "include $work/site.conf; }"
} >"$work/nginx.conf"
"$nginx" -e "$work/nginx.log" -c "$work/nginx.conf" >>"$work/nginx.log" 2>&1 &
pids="$pids $!"
url=https://127.0.0.1:$front
answers() { [ "$(ask "$url/healthz?ready" || true)" = 200 ]; }
until_true 600 answers || fail "no answer through it"

[ "$(ask -D "$work/head" -H 'X-Forwarded-For: 203.0.113.9' -H 'X-Forhal-User: x' "$url/v1/health")" = 200 ] || fail "health"
grep -qi '^strict-transport-security: max-age=63072000' "$work/head" || fail "no Strict-Transport-Security"
grep -q 'peer=127.0.0.1' "$work/registry.log" || fail "the registry does not see who asks"
! grep -q 203.0.113.9 "$work/registry.log" || fail "somebody said who asks, and was believed"
[ "$(ask -D "$work/head" -H 'Host: forhal.example.dk' "http://127.0.0.1:$plain/n/x?lang=da")" = 301 ] || fail "plain HTTP is answered"
grep -qi '^location: https://forhal.example.dk/n/x?lang=da' "$work/head" || fail "plain HTTP is sent elsewhere"
# One of the two is not there: nobody notices.
for _ in 1 2 3 4 5 6; do [ "$(ask "$url/v1/health")" = 200 ] || fail "the dead one of the two is noticed"; done
head -c 2200000 /dev/zero >"$work/large"
code=$(ask_much "$work/large" "$url/v1/session")
[ "$code" = 413 ] || fail "a body that is too large: $code"
code=$(ask_much "$work/large" "$url/v1/staff/pictures") # who is not signed in hears of that, and not of the size
[ "$code" = 401 ] || fail "a picture of 2.2 MB: $code"
head -c 9000000 /dev/zero >"$work/large"
code=$(ask_much "$work/large" "$url/v1/staff/pictures")
[ "$code" = 413 ] || fail "a picture that is too large: $code"

head -c 4000000 /dev/zero >"$work/large"
for _ in 1 2 3 4 5 6; do
    code=$(ask --data-binary "@$work/large" "$url/v1/nothing" || true)
    [ "$code" = 404 ] || fail "4 MB to an address that is none: $code"
    [ "$(ask "$url/v1/health")" = 200 ] || fail "a body that is refused takes the registry away from everybody"
done

# A kiosk: its signatures fit the address as it comes through, and it is told while it waits.
code=$("$build/forhal-registry" kiosk invite Foyer --data "$work/registry" | grep -o '[0-9A-Z]\{4\}-[0-9A-Z]\{4\}-[0-9A-Z]\{4\}')
"$build/forhal-sync" enrol --data "$work/kiosk" --registry "$url" --ca "$work/cert.pem" --code "$code" >"$work/sync.log" 2>&1 ||
    fail "a kiosk can't enrol"
"$build/forhal-sync" run --data "$work/kiosk" --poll-seconds 3600 >>"$work/sync.log" 2>&1 &
pids="$pids $!"
until_true 600 grep -q 'the wire is good' "$work/sync.log" || fail "a kiosk can't ask"
sleep 2 # it waits now
"$build/forhal-registry" content import assets/content/albertslund-2014.json --data "$work/registry" >/dev/null
until_true 600 grep -q 'changes fetched 20' "$work/sync.log" || fail "a kiosk that waits is not told"
echo "nginx is in front"
