#pragma once
#include <pthread.h>
#include <stddef.h>

/** Starts a thread with a small stack, whose signals are left to the host's threads; 0, or an errno. */
int hsp_thread_start(pthread_t *thread, size_t stack_bytes, void *(*body)(void *), void *argument);
