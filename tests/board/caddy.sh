#!/bin/sh
# The example for Caddy, with the real one in front of a registry: TLS, X-Forwarded-For, and a body that is too large.
#
# usage: caddy.sh     environment: FORHAL_BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
if ! command -v caddy >/dev/null; then
    echo "skipped: Caddy is not here; board/dev/deps.sh test installs it"
    echo "0 passed, 0 failed, 1 skipped"
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
    echo "caddy: $*" >&2
    cat "$work/caddy.log" "$work/registry.log" >&2
    exit 1
}
ask() { curl -sk --noproxy '*' --max-time 20 -o "$work/answer" -w '%{http_code}' "$@"; }
# The answer comes before all was sent, and may be lost then with what was still on its way.
ask_much() { # FILE URL
    for _ in 1 2 3 4 5 6 7 8; do
        much=$(ask --data-binary "@$1" "$2" || true)
        [ "$much" = 000 ] || break
    done
    echo "$much"
}
front=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
    node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')

"$build/forhal-registry" init --data "$work/registry" >/dev/null
FORHAL_LISTEN_BEHIND_PROXY=yes FORHAL_LOG_LEVEL=debug FORHAL_LOG_ADDRESSES=yes \
    "$build/forhal-registry" serve --data "$work/registry" --listen 127.0.0.1:0 >"$work/said" 2>"$work/registry.log" &
pids="$pids $!"
inner=
for _ in $(seq 600); do
    inner=$(sed -n 's|.*listening on http://||p' "$work/said")
    [ -z "$inner" ] || break
    sleep 0.1
done
# Of the example, only the names: no certificate from the world, no ports of the machine, nothing kept.
{
    sed -e "s|^{\$|{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tstorage file_system $work/caddy|;t" board/caddy/Caddyfile |
        sed -e "s|^forhal.example.dk {|https://127.0.0.1:$front {\n\tbind 127.0.0.1\n\ttls internal|; s|127.0.0.1:8440|$inner|"
} >"$work/Caddyfile"
HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work caddy run --config "$work/Caddyfile" --adapter caddyfile >"$work/caddy.log" 2>&1 &
pids="$pids $!"
url=https://127.0.0.1:$front
code=
for _ in $(seq 600); do
    code=$(ask "$url/healthz?ready" || true)
    [ "$code" != 200 ] || break
    sleep 0.1
done
[ "$code" = 200 ] || fail "no answer through it: $code"
[ "$(ask -H 'X-Forwarded-For: 203.0.113.9' -H 'X-Forhal-User: x' "$url/v1/health")" = 200 ] || fail "health"
grep -q 'peer=127.0.0.1' "$work/registry.log" || fail "the registry does not see who asks"
! grep -q 203.0.113.9 "$work/registry.log" || fail "somebody said who asks, and was believed"
head -c 2200000 /dev/zero >"$work/large"
code=$(ask_much "$work/large" "$url/v1/session")
[ "$code" = 413 ] || fail "a body that is too large: $code"
# Staff's pictures may be larger: who is not signed in hears of that, and not of the size.
code=$(ask_much "$work/large" "$url/v1/staff/pictures")
[ "$code" = 401 ] || fail "a picture of 2.2 MB: $code"
head -c 9000000 /dev/zero >"$work/large"
code=$(ask_much "$work/large" "$url/v1/staff/pictures")
[ "$code" = 413 ] || fail "a picture that is too large: $code"
# What the other examples say is no less.
grep -q 'client_max_body_size 8m;' board/nginx/forhal-proxy.conf || fail "nginx"
grep -q 'LimitRequestBody 8388608' board/apache/forhal-oidc.conf || fail "Apache"
echo "Caddy is in front"
