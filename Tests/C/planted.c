/*
 * Makes the library do what a sanitizer must find: planted address|thread
 *
 * Both faults lie in the library's Swift code, and are this program's: a table too small, a table shared by two threads.
 */
#define _POSIX_C_SOURCE 200809L
#include <hspace.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { T = 1000 };

static double *table;
static pthread_barrier_t begun;

static void *fill(void *user) {
  /* Both threads are there before one of them writes. */
  pthread_barrier_wait(&begun);
  return hsp_schedule(HSP_SCHEDULE_LINEAR, 1e-4, 0.02, table, T) == HSP_OK ? user : NULL;
}

int main(int argc, char **argv) {
  int threads = argc > 1 && !strcmp(argv[1], "thread") ? 2 : 1;
  table = malloc((threads == 2 ? T : T - 1) * sizeof *table);
  if (!table || pthread_barrier_init(&begun, NULL, (unsigned)threads)) return 1;
  pthread_t thread[2];
  for (int i = 0; i < threads; i++)
    if (pthread_create(&thread[i], NULL, fill, NULL)) return 1;
  for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
  free(table);
  return 0;
}
