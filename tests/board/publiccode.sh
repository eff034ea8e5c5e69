#!/bin/sh
# publiccode.yml holds what the standard's version 0.4 demands (docs/standard/schema.core.rst of publiccodeyml), as far as
# a machine can see: the mandatory keys, their limits and words, and that what it names is there. Perl's own
# CPAN::Meta::YAML reads it; the standard's validator is not in Debian.
#
# usage: publiccode.sh [FILE]
set -eu
cd "$(dirname "$0")/../.."
perl -MCPAN::Meta::YAML -CSD - "${1:-publiccode.yml}" <<'PERL'
use strict;
use warnings;
use utf8;
my ($file) = @ARGV;
open(my $in, "<:encoding(UTF-8)", $file) or die "$file: $!\n";
my $text = do { local $/; <$in> };
my $yaml = CPAN::Meta::YAML->read_string($text)->[0];
my $failed = 0;
# Scalars, both: a match or a grep would be a list.
sub check($$) { my ($good, $words) = @_; return if $good; $failed++; print STDERR "FAILED $file: $words\n"; }
sub one_of { my ($value, @words) = @_; return scalar(grep { defined $value && $_ eq $value } @words); }
# Of the list of categories those that may ever be ours.
my @categories = qw(collaboration communications customer-service-and-support data-collection digital-citizenship event-management
    feedback-and-reviews-management online-community survey visitor-management web-collaboration);
my %known = map { $_ => 1 } qw(publiccodeYmlVersion name applicationSuite url landingURL isBasedOn organisation softwareVersion
    releaseDate logo platforms categories usedBy roadmap developmentStatus softwareType intendedAudience description legal
    maintenance localisation dependsOn);
check($known{$_}, "the standard has no $_") for keys %$yaml;
check(one_of($yaml->{publiccodeYmlVersion}, "0.4"), "its version");
check(($yaml->{name} // "") ne "", "its name");
check(($yaml->{url} // "") =~ m{^https://\S+$}, "its url");
check(ref $yaml->{platforms} eq "ARRAY" && @{$yaml->{platforms}}, "its platforms");
check(ref $yaml->{categories} eq "ARRAY" && @{$yaml->{categories}}, "its categories");
for my $category (@{$yaml->{categories} // []}) { check(one_of($category, @categories), "category $category"); }
check(one_of($yaml->{developmentStatus}, qw(concept development beta stable obsolete)), "developmentStatus");
check(one_of($yaml->{softwareType}, "addon", "library", "configurationFiles", map { "standalone/$_" } qw(mobile iot desktop web backend other)), "softwareType");
check($_ =~ /^[a-z]{2}$/, "country $_") for @{$yaml->{intendedAudience}{countries} // []};
my $whole = 0;
for my $lang (sort keys %{$yaml->{description} // {}}) {
    my $of = $yaml->{description}{$lang};
    my $short = length($of->{shortDescription} // "");
    my $long = length($of->{longDescription} // "");
    check($lang =~ /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, "language $lang");
    check($short >= 1 && $short <= 150, "$lang: a short description of $short");
    check($long == 0 || ($long >= 150 && $long <= 10000), "$lang: a long description of $long");
    $whole++ if $long > 0 && @{$of->{features} // []};
    check(-f $_, "$lang: there is no $_") for @{$of->{screenshots} // []};
}
check($whole > 0, "no language has all");
check(($yaml->{legal}{license} // "") =~ /^[A-Za-z0-9.+-]+$/, "its licence");
my $kind = $yaml->{maintenance}{type};
check(one_of($kind, qw(internal contract community none)), "maintenance");
check(@{$yaml->{maintenance}{contacts} // []} > 0, "$kind maintenance has no contacts") if one_of($kind, qw(internal community));
check(@{$yaml->{maintenance}{contractors} // []} > 0, "contract maintenance has no contractors") if one_of($kind, "contract");
check(one_of($yaml->{localisation}{localisationReady}, qw(true false)), "localisationReady");
my @languages = @{$yaml->{localisation}{availableLanguages} // []};
check(@languages > 0, "no languages");
# Danish is the source; every other one has its words.
for my $lang (@languages) { check($lang eq "da" || -f "assets/words/$lang.po", "it is not in $lang"); }
for my $po (glob("assets/words/*.po")) { my ($lang) = $po =~ m{([a-z]+)\.po$}; check(one_of($lang, @languages), "it is in $lang, too"); }
for my $list (values %{$yaml->{dependsOn} // {}}) { check(($_->{name} // "") ne "", "a dependency without a name") for @$list; }
print "$file: ", ($failed ? "$failed failed" : "as version 0.4 demands"), "\n";
exit($failed ? 1 : 0);
PERL
