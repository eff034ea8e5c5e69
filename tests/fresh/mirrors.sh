#!/bin/sh
# Where this machine's apt finds a release, so that no script here names a host.
#
# usage: mirrors.sh SUITE       prints a sources.list
#        mirrors.sh --settings  prints how apt reaches them (proxy and the like), for apt.conf.d
set -eu
case ${1-} in
--settings) apt-config dump | grep -E '^(Acquire::(https?::Proxy|Check-Valid-Until|Check-Date|Retries)|APT::Default-Release) ' || true ;;
'' | -*)
    echo "usage: mirrors.sh SUITE | --settings" >&2
    exit 2
    ;;
*)
    # shellcheck disable=SC2016 # apt's placeholders
    found=$(apt-get indextargets --format '$(CREATED_BY)|deb $(REPO_URI) $(RELEASE) $(COMPONENT)' |
        sed -n 's/^Packages|//p' | awk -v suite="$1" '$3 == suite || index($3, suite "-") == 1' | sort -u)
    [ -n "$found" ] || { echo "mirrors: apt on this machine has no mirror for $1" >&2; exit 1; }
    printf '%s\n' "$found"
    ;;
esac
