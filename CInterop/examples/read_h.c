/*
 * A hook that reads h at each step, and makes it larger or smaller: read_h MODEL SEED FACTOR [STEPS] >OUT.ppm
 * Prints the timestep and the mean square of h. With FACTOR 1 the picture is what it is without the hook.
 *
 *     gcc -std=c99 read_h.c $(pkg-config --cflags --libs hspace) -o read_h
 *     ./read_h toon64.hsm 5 1.2 >face.ppm
 */
#include "example.h"

static int32_t scale(void *user, const hsp_step *step, float *h, size_t count) {
  float factor = *(const float *)user;
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)h[i] * h[i];
  fprintf(stderr, "t %3d, mean square of h %.4f\n", (int)step->t, sum / (double)count);
  if (factor == 1) return HSP_HOOK_KEEP;
  for (size_t i = 0; i < count; i++) h[i] *= factor;
  return HSP_HOOK_CHANGE;
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 5) return fail("usage", "read_h MODEL SEED FACTOR [STEPS] >OUT.ppm");
  char *end;
  float factor = strtof(argv[3], &end);
  if (end == argv[3] || *end) return fail(argv[3], "the factor is not a number");
  hsp_source file = hsp_from_path(argv[1]);
  hsp_model *model;
  hsp_session *session;
  hsp_error error = {0};
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail(argv[1], error.message);
  hsp_picture picture = new_picture(model);
  if (!picture.pixels) return fail("picture", "not enough memory");

  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 5) run.steps = atoi(argv[4]);
  run.hook = scale;
  run.hook_user = &factor;
  if (hsp_session_sample(session, strtoull(argv[2], NULL, 10), &run) || hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail("sample", error.message);
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");
  free(picture.pixels);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
