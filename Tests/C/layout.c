/*
 * Prints what compiled programs rely on: sizes and fields of structs, values of constants, declarations.
 *
 * layout.inc is made from hspace.h by Tools/build/layout.pl: nothing of the header can be forgotten here.
 */
#include <hspace.h>
#include <stdio.h>

#define CONSTANT(name) printf("%s = %ld\n", #name, (long)(name));
#define ENUM(type) printf("enum %s: %lu bytes\n", #type, (unsigned long)sizeof(type));
#define STRUCT(type) printf("struct %s: %lu bytes\n", #type, (unsigned long)sizeof(type));
#define FIELD(type, name, declared)                                             \
  printf("  %3lu %3lu %s: %s\n", (unsigned long)offsetof(type, name),           \
         (unsigned long)sizeof(((type *)NULL)->name), #name, declared);
#define DECLARATION(text) puts(text);

int main(void) {
#include "layout.inc"
  return 0;
}
