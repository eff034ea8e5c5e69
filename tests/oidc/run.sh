#!/bin/sh
# Signing in with the municipality's accounts, for real: a provider (oidc-provider), Apache with mod_auth_openidc after
# the example in board/apache/, a registry behind it, and Chromium in front of all.
#
# usage: run.sh     environment: FORHAL_BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
modules=/usr/lib/apache2/modules
apache=/usr/sbin/apache2
if [ ! -x "$apache" ] || [ ! -f "$modules/mod_auth_openidc.so" ]; then
    echo "skipped: Apache with mod_auth_openidc is not here; board/dev/deps.sh web installs them"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
if [ ! -d tests/oidc/node_modules/oidc-provider ]; then
    (cd tests/oidc && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) || {
        echo "skipped: npm could not fetch what tests/oidc/package-lock.json names"
        echo "0 passed, 0 failed, 1 skipped"
        exit 0
    }
fi

work=$(mktemp -d)
pids=
end() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do wait "$pid" 2>/dev/null || true; done
    [ -z "${KEEP-}" ] || { tail -n 30 "$work/error.log" "$work/registry.log" "$work/provider.log"; cat "$work/apache.conf"; } >&2
    rm -rf "$work"
}
trap end EXIT
chmod 755 "$work"
wait_for() { # FILE PATTERN
    for _ in $(seq 600); do
        if grep -q "$2" "$1" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    echo "nothing like '$2' came in $1:" >&2
    cat "$1" >&2
    return 1
}
free_port() { node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
front=$(free_port)
login=$(free_port)
url=https://127.0.0.1:$front
secret=$(openssl rand -hex 32)

# The provider.
node tests/oidc/provider.mjs "$login" "$url/oidc/answer" >"$work/provider.log" 2>&1 &
pids="$pids $!"

# The registry.
"$build/forhal-registry" init --data "$work/registry" >/dev/null
printf '%s\n' "$secret" >"$work/secret"
chmod 600 "$work/secret"
cat >"$work/registry/registry.conf" <<SETTINGS
[listen]
address = 127.0.0.1:0
behind_proxy = yes
[oidc]
enabled = yes
secret_file = $work/secret
administrators = Netvaerk-Admin
secretariat = Netvaerk-Sekretariat
editors = Netvaerk-Redaktion
[log]
format = json
level = debug
SETTINGS
"$build/forhal-registry" check --data "$work/registry" >/dev/null
"$build/forhal-registry" serve --data "$work/registry" >"$work/said" 2>"$work/registry.log" &
registry=$!
pids="$pids $registry"
wait_for "$work/said" 'listening on http'
inner=$(sed -n 's|.*listening on http://||p' "$work/said")

# Apache, as the example says.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
cat >"$work/apache.conf" <<APACHE
ServerRoot $work
PidFile $work/apache.pid
DefaultRuntimeDir $work
Mutex file:$work default
ErrorLog $work/error.log
Listen 127.0.0.1:$front
User www-data
Group www-data
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authn_core_module $modules/mod_authn_core.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule authz_user_module $modules/mod_authz_user.so
LoadModule headers_module $modules/mod_headers.so
LoadModule setenvif_module $modules/mod_setenvif.so
LoadModule socache_shmcb_module $modules/mod_socache_shmcb.so
LoadModule ssl_module $modules/mod_ssl.so
LoadModule proxy_module $modules/mod_proxy.so
LoadModule proxy_http_module $modules/mod_proxy_http.so
LoadModule reqtimeout_module $modules/mod_reqtimeout.so
LoadModule auth_openidc_module $modules/mod_auth_openidc.so
APACHE
sed -e "s|\*:443|127.0.0.1:$front|; s|https://forhal.example.dk|$url|; s|ServerName .*|ServerName 127.0.0.1|" \
    -e "s|/etc/letsencrypt/live/[a-z.]*/fullchain.pem|$work/tls.pem|; s|/etc/letsencrypt/live/[a-z.]*/privkey.pem|$work/tls.key|" \
    -e "s|https://login.example.dk|http://127.0.0.1:$login|; s|CLIENT-SECRET-FROM-THE-PROVIDER|test-client-secret|" \
    -e "s|LONG-RANDOM-TEXT|$(openssl rand -hex 16)|; s|SECRET-OF-64-LETTERS|$secret|; s|http://127.0.0.1:8440|http://$inner|" \
    board/apache/forhal-oidc.conf >>"$work/apache.conf"
wait_for "$work/provider.log" ready
"$apache" -f "$work/apache.conf" -DFOREGROUND >"$work/apache.log" 2>&1 &
pids="$pids $!"
begun=
for _ in $(seq 600); do
    if curl -ksf --noproxy '*' "$url/healthz" >/dev/null; then begun=yes && break; fi
    sleep 0.1
done
[ -n "$begun" ] || { echo "Apache does not begin" >&2; cat "$work/error.log" "$work/apache.log" >&2; exit 1; }

FORHAL_REGISTRY=$build/forhal-registry FORHAL_DATA=$work/registry FORHAL_INNER=http://$inner \
    node tests/oidc/flow.mjs "$url" || { tail -n 20 "$work/error.log" "$work/apache.log" "$work/registry.log" >&2; exit 1; }
kill "$registry"
wait "$registry"
# Neither secret nor the answer's code is in a log of ours.
if grep -e "$secret" -e 'code=' "$work/registry.log"; then
    echo "a secret is in the log" >&2
    exit 1
fi
echo "signed in through a real provider"
