#!/bin/sh
# Installs what `make` built.
#
# usage: install.sh [--from build] [--destdir DIR] [--prefix /usr/local] [kiosk|registry]
#   Without a part: both. Settings in /etc/forhal that are already there are kept.
set -eu

from=build destdir='' prefix=/usr/local part=''
die() {
    printf 'install: %s\n' "$1" >&2
    exit "${2-1}"
}
while [ $# -gt 0 ]; do
    case $1 in
    --from | --destdir | --prefix)
        [ $# -ge 2 ] || die "$1 needs a value" 2
        case $1 in
        --from) from=$2 ;;
        --destdir) destdir=$2 ;;
        --prefix) prefix=$2 ;;
        esac
        shift 2
        ;;
    kiosk | registry)
        part=$1
        shift
        ;;
    *) die "no such option '$1'; usage: install.sh [--from DIR] [--destdir DIR] [--prefix DIR] [kiosk|registry]" 2 ;;
    esac
done
case $prefix in
/*) ;;
*) die "the prefix '$prefix' must begin with /" 2 ;;
esac
root=$(dirname "$0")/..
bin=$prefix/bin
share=$prefix/share/forhal
doc=$prefix/share/doc/forhal

put() { # MODE SOURCE TARGET
    install -D -m "$1" "$2" "$destdir$3"
}
put_program() {
    [ -x "$from/$1" ] || die "$from/$1 is not there; run 'make' first"
    put 755 "$from/$1" "$bin/$1"
}
put_unit() {
    unit=$destdir$prefix/lib/systemd/system/$1.service
    install -d "$(dirname "$unit")"
    sed "s|@BINDIR@|$bin|g; s|@DOCDIR@|$doc|g" "$root/board/systemd/$1.service.in" >"$unit"
    chmod 644 "$unit"
}
put_setting() {
    [ -e "$destdir/etc/forhal/$1" ] || put 644 "$root/board/etc/$1" "/etc/forhal/$1"
}

put_words() {
    for words in "$from"/locale/*/LC_MESSAGES/forhal.mo; do
        [ -e "$words" ] || die "$from/locale is not there; run 'make' first"
        put 644 "$words" "$prefix/share/locale/${words#"$from"/locale/}"
    done
}
install_kiosk() {
    put_program forhal-kiosk
    put_program forhal-sync
    put_words
    put_unit forhal-kiosk
    put_unit forhal-sync
    put_setting kiosk.conf
    put_setting sync.conf
    put 644 "$root/board/systemd/forhal-kiosk.sysusers" "$prefix/lib/sysusers.d/forhal-kiosk.conf"
    put 644 "$root/board/systemd/forhal-kiosk.tmpfiles" "$prefix/lib/tmpfiles.d/forhal-kiosk.conf"
    put 644 "$root/board/systemd/journald.conf" "$prefix/lib/systemd/journald.conf.d/forhal.conf"
    put 644 "$root/board/systemd/watchdog.conf" "$prefix/lib/systemd/system.conf.d/forhal.conf"
}
install_registry() {
    put_program forhal-registry
    put_words
    put_unit forhal-registry
    put_setting registry.conf
    put 644 "$root/board/systemd/forhal-registry.sysusers" "$prefix/lib/sysusers.d/forhal-registry.conf"
    put 644 "$root/board/systemd/forhal-registry.tmpfiles" "$prefix/lib/tmpfiles.d/forhal-registry.conf"
    for file in "$root"/assets/content/*.json; do
        put 644 "$file" "$share/content/$(basename "$file")"
    done
    for file in "$root"/assets/content/pictures/*.png; do
        put 644 "$file" "$share/content/pictures/$(basename "$file")"
    done
}

[ "$part" = registry ] || install_kiosk
[ "$part" = kiosk ] || install_registry
put 644 "$root/LICENSE" "$doc/LICENSE"
put 644 "$root/board/README.md" "$doc/README.md"
