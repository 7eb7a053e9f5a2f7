/*
 * The library's work in the threads of the host, here those of OpenMP: thread_pool MODEL SEED THREADS [STEPS] >OUT.ppm
 * The session starts no thread of its own. Any number of threads gives the same bits.
 *
 *     gcc -std=c99 -fopenmp thread_pool.c $(pkg-config --cflags --libs hspace) -o thread_pool
 *     ./thread_pool toon64.hsm 5 2 >face.ppm
 */
#include "example.h"

/* Any pool will do: run task for each lane, on threads and in an order of its choice, and return when all are done. */
static void run_lanes(void *user, int32_t lanes, void (*task)(void *context, int32_t lane), void *context) {
  long *calls = user;
  ++*calls;
#pragma omp parallel for schedule(dynamic, 1) num_threads(lanes)
  for (int32_t lane = 0; lane < lanes; lane++) task(context, lane);
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 5) return fail("usage", "thread_pool MODEL SEED THREADS [STEPS] >OUT.ppm");
  hsp_source file = hsp_from_path(argv[1]);
  hsp_model *model;
  hsp_session *session;
  hsp_error error = {0};
  long calls = 0;
  hsp_session_options options;
  hsp_session_options_init(&options);
  options.threads = atoi(argv[3]);
  options.parallel_for = run_lanes;
  options.parallel_user = &calls;
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, &options, NULL, 0, &session, &error)) return fail("session", error.message);
  hsp_picture picture = new_picture(model);
  if (!picture.pixels) return fail("picture", "not enough memory");

  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 5) run.steps = atoi(argv[4]);
  if (hsp_session_sample(session, strtoull(argv[2], NULL, 10), &run) || hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail("sample", error.message);
  fprintf(stderr, "the pool was called %ld times\n", calls);
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");
  free(picture.pixels);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
