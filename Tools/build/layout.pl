#!/usr/bin/perl
# Lists what a C interface promises to programs that are compiled already: constants, structs, fields, declarations.
#
# Reads a preprocessed header, preceded by its #defines of numbers; writes macro calls for Tests/C/layout.c.
use strict;
use warnings;

local $/;
my $header = <STDIN>;
# A program asks hsp_version() for the library's number: each release has another.
print "CONSTANT($1)\n" while $header =~ /^#define (HSP_(?!VERSION_)\w+)/mg;
$header =~ s/^#.*//mg;
# Convenience functions are compiled into the program, not called.
$header =~ s/static inline[^{]*\{(?:[^{}]|\{[^{}]*\})*\}//g;
$header =~ s/\s+/ /g;
$header =~ s/ ?\* ?/*/g;
$header =~ s/(?<!\()\*(?=\w)/* /g;

while ($header =~ /(?:typedef (enum|struct) (\w+) \{([^{}]*)\} \2|([^;{}]+));/g) {
  if (defined $4) {
    print "DECLARATION(\"", $4 =~ s/^ //r, "\")\n";
  } elsif ($1 eq 'enum') {
    print "ENUM($2)\n";
    print "CONSTANT($_)\n" for $3 =~ /(\w+) =/g;
  } else {
    print "STRUCT($2)\n";
    fields($2, $_) for split /;/, $3;
  }
}

# "uint32_t height, width", "char name[64]", "void*(*allocate)(void*user, size_t size)"
sub fields {
  my ($struct, $declaration) = @_;
  return unless $declaration =~ s/^ *(?=\w)//;
  if ($declaration =~ /^(.*\(\*)(\w+)(\).*)$/) {
    print "FIELD($struct, $2, \"$1$3\")\n";
    return;
  }
  my ($type, $names) = $declaration =~ /^((?:const )?\w+[ *]+)(.*)$/ or die "not understood: $declaration\n";
  for (split / *, */, $names) {
    my ($name, $extent) = /^(\w+)(.*)$/ or die "not understood: $declaration\n";
    print "FIELD($struct, $name, \"", ($type . $extent) =~ s/ $//r, "\")\n";
  }
}
