#!/bin/sh
# A script of a visit in another language: what it taps, expects and refuses is looked up in a catalogue of words, and in the
# translations of the demo content. What is in neither (names) stays as it is; "A · B" and "Ret: A" are looked up in their parts.
#
#   tests/screens/translate.sh assets/words/ar.po SCRIPT      writes to standard output
set -eu
[ $# -eq 2 ] || {
    echo "usage: translate.sh CATALOGUE SCRIPT" >&2
    exit 2
}
[ -r "$2" ]
work=$(mktemp)
trap 'rm -f "$work"' EXIT
# Danish, a tab, the translation: of titles, and of the phases' names.
jq -r --arg lang "$(basename "$1" .po)" '
    (.networks[], .pages[]) as $item | ($item.translations[$lang] // {}) | to_entries[]
    | select(.value | type == "string") | [$item[.key], .value] | @tsv' assets/content/albertslund-2014.json >"$work"
jq -r --arg lang "$(basename "$1" .po)" '
    .site as $site | ($site.translations[$lang].phases // [])[] as $phase
    | ($site.phases[] | select(.id == $phase.id)) as $source | [$source.label, $phase.label] | @tsv
    ' assets/content/albertslund-2014.json >>"$work"
msgcat --no-wrap "$1" | awk -v content="$work" '
    function quoted(line) { return substr(line, index(line, "\"") + 1, length(line) - index(line, "\"") - 1) }
    # The words themselves, or those of their parts.
    function translated(words,    at, part, parts, whole) {
        if (words in table) return table[words]
        if (index(words, "Ret: ") == 1) {
            whole = table["Ret: %s"]
            at = index(whole, "%s")
            return substr(whole, 1, at - 1) translated(substr(words, 6)) substr(whole, at + 2)
        }
        parts = split(words, part, " · ")
        if (parts < 2) return words
        whole = translated(part[1])
        for (at = 2; at <= parts; at++) whole = whole " · " translated(part[at])
        return whole
    }
    # First the catalogue. A text in several lines is none that can be tapped.
    FILENAME == "-" && /^msgid / { id = quoted($0); next }
    FILENAME == "-" && /^msgstr / { if (id != "" && quoted($0) != "") table[id] = quoted($0); next }
    FILENAME == "-" { next }
    FILENAME == content { at = index($0, "\t"); table[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    /^(tap|hold|expect|refuse) "/ { print substr($0, 1, index($0, " ")) "\"" translated(quoted($0)) "\""; next }
    { print }
' - "$work" "$2"
