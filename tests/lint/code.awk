# Prints "FILE:LINE:CODE" of C files with comments taken out and the inside of string and character
# literals blanked, so that a check over the code is not fooled by prose. Used by the lints here.
# Not a C parser: trigraphs and a backslash at the end of a // comment are not followed.
FNR == 1 { in_comment = 0 }
{
    line = $0
    out = ""
    while (line != "") {
        if (in_comment) {
            end = index(line, "*/")
            if (end == 0) { line = ""; break }
            line = substr(line, end + 2)
            in_comment = 0
            continue
        }
        if (!match(line, /\/\*|\/\/|["']/)) { out = out line; line = ""; break }
        out = out substr(line, 1, RSTART - 1)
        mark = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (mark == "//") { line = ""; break }
        if (mark == "/*") { out = out " "; in_comment = 1; continue }
        # A literal: skip to its end; an escaped character never ends it.
        while (line != "") {
            first = substr(line, 1, 1)
            line = substr(line, first == "\\" ? 3 : 2)
            if (first == mark) break
        }
        out = out mark mark
    }
    if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
}
