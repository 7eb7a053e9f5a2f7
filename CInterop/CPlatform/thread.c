#define _POSIX_C_SOURCE 200809L
#include "thread.h"

#include <signal.h>

int hsp_thread_start(pthread_t *thread, size_t stack_bytes, void *(*body)(void *), void *argument) {
  pthread_attr_t attributes;
  int result = pthread_attr_init(&attributes);
  if (result != 0) return result;
  pthread_attr_setstacksize(&attributes, stack_bytes);
  sigset_t blocked, saved;
  sigfillset(&blocked);
  // Faults of the thread itself must reach the host's handler: blocked, they would end the process.
  sigdelset(&blocked, SIGBUS);
  sigdelset(&blocked, SIGFPE);
  sigdelset(&blocked, SIGILL);
  sigdelset(&blocked, SIGSEGV);
  pthread_sigmask(SIG_SETMASK, &blocked, &saved);
  result = pthread_create(thread, &attributes, body, argument);
  pthread_sigmask(SIG_SETMASK, &saved, NULL);
  pthread_attr_destroy(&attributes);
  return result;
}
