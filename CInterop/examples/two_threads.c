/*
 * Two sessions of one model in two threads: two_threads MODEL SEED OUT.ppm SEED OUT.ppm [STEPS]
 * The model is shared and never changes; each session belongs to its thread.
 *
 *     gcc -std=c99 two_threads.c $(pkg-config --cflags --libs hspace) -o two_threads
 *     ./two_threads toon64.hsm 5 five.ppm 6 six.ppm
 */
#include "example.h"
#include <pthread.h>

/* What one thread makes, and what went wrong: error.status is HSP_OK when nothing did. */
typedef struct face {
  const hsp_model *model;
  uint64_t seed;
  hsp_run_options run;
  hsp_picture picture;
  hsp_error error;
} face;

static void *make(void *user) {
  face *it = user;
  hsp_session *session;
  if (hsp_session_create(it->model, NULL, NULL, 0, &session, &it->error)) return NULL;
  if (hsp_session_sample(session, it->seed, &it->run) || hsp_session_get_picture(session, &it->picture))
    hsp_session_last_error(session, &it->error);
  hsp_session_destroy(session);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 6 || argc > 7) return fail("usage", "two_threads MODEL SEED OUT.ppm SEED OUT.ppm [STEPS]");
  hsp_source file = hsp_from_path(argv[1]);
  hsp_model *model;
  hsp_error error = {0};
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);

  face faces[2];
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) {
    face it = {.model = model, .seed = strtoull(argv[2 + 2 * i], NULL, 10), .picture = new_picture(model)};
    if (!it.picture.pixels) return fail("picture", "not enough memory");
    hsp_run_options_init(&it.run);
    if (argc == 7) it.run.steps = atoi(argv[6]);
    faces[i] = it;
    if (pthread_create(&threads[i], NULL, make, &faces[i])) return fail("thread", "cannot be started");
  }
  for (int i = 0; i < 2; i++) {
    const char *path = argv[3 + 2 * i];
    pthread_join(threads[i], NULL);
    if (faces[i].error.status) return fail(path, faces[i].error.message);
    FILE *out = fopen(path, "wb");
    if (!out || write_picture(&faces[i].picture, out) || fclose(out)) return fail(path, "cannot be written");
    free(faces[i].picture.pixels);
  }
  hsp_model_destroy(model);
  return 0;
}
