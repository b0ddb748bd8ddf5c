#!/usr/bin/perl
# Counts an access log by the rules of the pipeline access-log and prints the same JSON object as its report, "findings" left out.
# Written apart from the pipeline, on regular expressions, to check it. Needs no module.
#
#   count-access-log.pl [FILE | FILE.gz | -]
#
# Blank lines are no jobs. Lines end in LF, CR LF or CR. Bytes that are not UTF-8 are replaced by U+FFFD, as Java replaces them.
use strict;
use warnings;

my %DAYS = (Jan => 31, Feb => 29, Mar => 31, Apr => 30, May => 31, Jun => 30,
            Jul => 31, Aug => 31, Sep => 30, Oct => 31, Nov => 30, Dec => 31);
my @MONTHS = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my %NUMBER = map { $MONTHS[$_] => $_ + 1 } 0 .. 11;

my $TIME = qr{([0-9]{2})/([A-Z][a-z]{2})/([0-9]{4}):([01][0-9]|2[0-3]):([0-5][0-9]):[0-5][0-9]
              \ ([+-])([01][0-9]|2[0-3])([0-5][0-9])}x;
my $QUOTED = qr{"((?:[^"\\]|\\.)*+)"}s;
my $LINE = qr{\A[^ ]+\ [^ ]+\ [^ ]+\ \[$TIME\]\ $QUOTED\ ([0-9]{3})\ (-|[0-9]+)(?:\ $QUOTED\ $QUOTED)?\z}xs;

my ($accepted, $rejected, $bytes) = (0, 0, 0);
my (%status, %methods, %minutes, %paths, %errors);

my $in = open_log(@ARGV ? $ARGV[0] : '-');
while (my $chunk = <$in>) {
    $chunk =~ s/\r?\n\z//;
    count($_) for grep { !/\A\s*\z/a } split /\r/, $chunk;
}
print_report();

sub open_log {
    my ($name) = @_;
    my $in;
    if ($name eq '-') { $in = \*STDIN }
    elsif ($name =~ /\.gz\z/) { open $in, '-|', 'gzip', '-dc', $name or die "$name: $!\n" }
    else { open $in, '<', $name or die "$name: $!\n" }
    binmode $in;
    return $in;
}

sub count {
    my ($line) = @_;
    my @f = $line =~ $LINE;
    my $minute = @f ? minute(@f[0 .. 7]) : undef;
    if (!defined $minute || $f[10] =~ /\A0*[1-9][0-9]{15}/) {
        $rejected++;
        return;
    }
    $accepted++;
    $bytes += $f[10] unless $f[10] eq '-';
    $status{$f[9]}++;
    $minutes{$minute}++;
    $errors{$minute}++ if $f[9] =~ /\A5/;
    if ($f[8] =~ m{\A([A-Z]+) (.+) HTTP/[0-9]\.[0-9]\z}s) {
        $methods{$1}++;
        my $target = $2;
        $target =~ s/\?.*//s;
        $paths{utf8_of($target)}++;
    } else {
        $methods{other}++;
    }
}

# The minute in UTC, or nothing where there is no such day. Days are counted one month after the other from 1 January of the year.
sub minute {
    my ($day, $name, $year, $hour, $minute, $sign, $oh, $om) = @_;
    my $month = $NUMBER{$name} or return;
    return if $day < 1 || $day > days($month, $year);
    my $m = $hour * 60 + $minute - ($sign eq '-' ? -1 : 1) * ($oh * 60 + $om);
    if ($m < 0) { $m += 1440; ($day, $month, $year) = before($day, $month, $year) }
    if ($m >= 1440) { $m -= 1440; ($day, $month, $year) = after($day, $month, $year) }
    my $shown = $year < 0 ? '-0001' : $year > 9999 ? "+$year" : sprintf '%04d', $year;
    return sprintf '%s-%02d-%02dT%02d:%02dZ', $shown, $month, $day, int($m / 60), $m % 60;
}

sub days {
    my ($month, $year) = @_;
    return 28 if $month == 2 && ($year % 4 || (!($year % 100) && $year % 400));
    return $DAYS{$MONTHS[$month - 1]};
}

sub before {
    my ($day, $month, $year) = @_;
    return ($day - 1, $month, $year) if $day > 1;
    return (31, 12, $year - 1) if $month == 1;
    return (days($month - 1, $year), $month - 1, $year);
}

sub after {
    my ($day, $month, $year) = @_;
    return ($day + 1, $month, $year) if $day < days($month, $year);
    return $month == 12 ? (1, 1, $year + 1) : (1, $month + 1, $year);
}

# Replaces each longest beginning of a character that does not go on as UTF-8 demands, and each surrogate, by one U+FFFD, as Java does.
sub utf8_of {
    my ($text) = @_;
    return $text unless $text =~ /[\x80-\xff]/;
    $text =~ s{
        ( [\x00-\x7f] | [\xc2-\xdf][\x80-\xbf]
        | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
        | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2} )
        | (?: \xe0[\xa0-\xbf] | \xed[\xa0-\xbf][\x80-\xbf] | [\xe1-\xef][\x80-\xbf]
        | \xf0[\x90-\xbf][\x80-\xbf]? | [\xf1-\xf3][\x80-\xbf]{1,2} | \xf4[\x80-\x8f][\x80-\xbf]? | . )
    }{defined $1 ? $1 : "\xef\xbf\xbd"}gesx;
    return $text;
}

sub print_report {
    my @busiest = sort { $paths{$b} <=> $paths{$a} || $a cmp $b } keys %paths;
    splice @busiest, 20 if @busiest > 20;
    my %alerts = map { $_ => $errors{$_} }
        grep { $minutes{$_} >= 20 && $errors{$_} / $minutes{$_} >= 0.05 } keys %errors;
    my $paths = join ',', map { '{"path":' . json($_) . ",\"hits\":$paths{$_}}" } @busiest;
    print "{\"accepted\":$accepted,\"rejected\":$rejected,\"bytes\":$bytes,",
        '"status":', object(%status), ',"methods":', object(%methods), ',"minutes":', object(%minutes),
        ",\"paths\":[$paths],\"alerts\":", object(%alerts), "}\n";
}

sub object {
    my %counts = @_;
    return '{' . join(',', map { json($_) . ":$counts{$_}" } sort keys %counts) . '}';
}

sub json {
    my ($text) = @_;
    $text =~ s/([\\"])/\\$1/g;
    $text =~ s/([\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
    return "\"$text\"";
}
