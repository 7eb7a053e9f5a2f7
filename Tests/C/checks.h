/* Counts checks; one that fails says where. The last line of a program that uses it is "N passed, N failed". */
#ifndef CHECKS_H
#define CHECKS_H

#include <hspace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

static void check(int holds, const char *what, int line) {
  if (holds) {
    passed++;
    return;
  }
  failed++;
  printf("line %d: %s\n", line, what);
}

static void check_status(hsp_status expected, hsp_status status, const char *call, int line) {
  check(status == expected, call, line);
  if (status != expected) printf("  gave %d (%s), not %d\n", (int)status, hsp_status_string(status), (int)expected);
}

/** Expects a condition to hold. */
#define CHECK(condition) check((condition) != 0, #condition, __LINE__)
/** Expects a call to return a status, which is named without HSP_. */
#define EXPECT(status, call) check_status(HSP_##status, (call), #call, __LINE__)
/** Ends the program where the rest of it makes no sense without a call's success. */
#define NEED(call)                                          \
  do {                                                      \
    hsp_status status_ = (call);                            \
    if (status_ == HSP_OK) break;                           \
    printf("line %d: %s: %d\n", __LINE__, #call, status_);  \
    exit(1);                                                \
  } while (0)

static int finish(void) {
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}

#endif
