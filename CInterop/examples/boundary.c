/*
 * Places the face of a seed at a signed distance of a boundary (BoundaryDiffusion): its file holds the normals "h" and "x", or
 * one in h by any name. Usage: boundary MODEL BOUNDARY SEED DISTANCE [STEPS] >OUT.ppm
 *
 *     gcc -std=c99 boundary.c $(pkg-config --cflags --libs hspace) -o boundary
 *     ./boundary toon64.hsm smile.hsm 5 20 >face.ppm
 */
#include "example.h"

/* In the first step, h takes the place of the network's own; all others stay. */
static int32_t replace(void *user, const hsp_step *step, float *h, size_t count) {
  if (step->step > 0) return HSP_HOOK_KEEP;
  for (size_t i = 0; i < count; i++) h[i] = ((const float *)user)[i];
  return HSP_HOOK_CHANGE;
}

int main(int argc, char **argv) {
  if (argc < 5 || argc > 6) return fail("usage", "boundary MODEL BOUNDARY SEED DISTANCE [STEPS] >OUT.ppm");
  hsp_source file = hsp_from_path(argv[1]), plane = hsp_from_path(argv[2]);
  hsp_model *model;
  hsp_session *session;
  hsp_direction *in_h, *in_x;
  hsp_error error = {0};
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail(argv[1], error.message);
  if (hsp_direction_open(&plane, "x", NULL, &in_x, NULL)) in_x = NULL; /* x then stays where it is */
  if (hsp_direction_open(&plane, "h", NULL, &in_h, NULL) && hsp_direction_open(&plane, NULL, NULL, &in_h, &error))
    return fail(argv[2], error.message);
  hsp_model_info info = {.struct_size = sizeof info};
  hsp_picture picture = new_picture(model);
  if (!picture.pixels || hsp_model_describe(model, &info)) return fail("picture", "not enough memory");
  size_t x_count = (size_t)info.channels * info.height * info.width;
  size_t h_count = (size_t)info.h_channels * info.h_height * info.h_width;
  float *x = malloc(x_count * sizeof *x), *h = malloc(h_count * sizeof *h);
  if (!x || !h) return fail("values", "not enough memory");

  hsp_run_options run;
  hsp_run_options_init(&run);
  run.convention = HSP_STEPS_BOUNDARY, run.t0 = 500, run.steps = argc == 6 ? atoi(argv[5]) : 40;
  if (hsp_session_sample(session, strtoull(argv[3], NULL, 10), NULL) || hsp_session_read(session, HSP_VALUE_X, x, x_count) ||
      hsp_session_set_values(session, x, x_count) || hsp_session_invert(session, &run) ||
      hsp_session_read(session, HSP_VALUE_X, x, x_count) || hsp_session_read(session, HSP_VALUE_H, h, h_count))
    return hsp_session_last_error(session, &error), fail("invert", error.message);
  double distance = strtod(argv[4], NULL);
  if (hsp_direction_place(in_h, 0, 0, distance, h, h_count, &error) ||
      (in_x && hsp_direction_place(in_x, 0, 0, distance, x, x_count, &error)))
    return fail(argv[2], error.message);
  run.flags = HSP_RUN_SYMMETRIC, run.eta = 1, run.hook = replace, run.hook_user = h;
  if (hsp_session_set_latent(session, x, x_count) || hsp_session_edit(session, NULL, 0, &run) ||
      hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail("edit", error.message);
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");
  return 0; /* the system takes back what is held */
}
