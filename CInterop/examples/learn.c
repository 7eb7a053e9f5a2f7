/*
 * Learns a direction from two sets of pictures, binary PPM files of the model's size: the difference of their mean h.
 *
 *     gcc -std=c99 learn.c $(pkg-config --cflags --libs hspace) -o learn
 *     ./learn toon64.hsm glasses.hsm 40 with1.ppm with2.ppm ... -- without1.ppm without2.ppm ...
 */
#include "example.h"
#include <string.h>

static hsp_error error;
static hsp_run_options run;
static hsp_picture picture;

static int add(hsp_session *session, hsp_statistics *set, const char *path) {
  unsigned width, height;
  size_t size = picture.stride * picture.height;
  FILE *file = fopen(path, "rb");
  if (!file || fscanf(file, "P6 %u %u 255", &width, &height) != 2 || fgetc(file) == EOF || width != picture.width ||
      height != picture.height || fread(picture.pixels, 1, size, file) != size || fclose(file))
    return fail(path, "not a binary PPM picture of the model's size");
  run.hook_user = set;
  if (hsp_statistics_begin(set, hsp_sample_id(picture.pixels, size), &error)) return fail(path, error.message);
  if (hsp_session_set_picture(session, &picture) || hsp_session_invert(session, &run))
    return hsp_session_last_error(session, &error), fail(path, error.message);
  return hsp_statistics_commit(set, &error) ? fail(path, error.message) : 0;
}

int main(int argc, char **argv) {
  if (argc < 7) return fail("usage", "learn MODEL OUT.hsm STEPS WITH.ppm... -- WITHOUT.ppm...");
  hsp_model *model;
  hsp_session *session;
  hsp_statistics *sets[2];
  hsp_direction *direction;
  hsp_source file = hsp_from_path(argv[1]);
  hsp_sink out = hsp_to_path(argv[2]);
  hsp_model_info about = {.struct_size = sizeof about};
  int32_t rising[1000], falling[1000];
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail(argv[1], error.message);
  if (hsp_model_describe(model, &about) || !(picture = new_picture(model)).pixels) return fail(argv[1], "no memory");
  hsp_run_options_init(&run), run.steps = atoi(argv[3]), run.hook = hsp_statistics_hook;
  if (run.steps > 1000 || hsp_timesteps(run.convention, run.steps, run.t0, (int32_t)about.timesteps, rising, NULL))
    return fail(argv[3], "this number of steps is not possible");
  for (int i = 0; i < run.steps - 1; i++) falling[i] = rising[run.steps - 2 - i]; /* an inversion ends at the last */
  hsp_statistics_info info = {.struct_size = sizeof info, .entries = (uint32_t)run.steps - 1, .value = HSP_VALUE_H,
                              .channels = about.h_channels, .height = about.h_height, .width = about.h_width,
                              .phase = HSP_PHASE_INVERTING, .steps = run.steps, .t0 = -1, .capacity = (uint64_t)argc};
  memcpy(info.identity, about.identity, sizeof info.identity);
  for (int i = 0; i < 2; i++)
    if (hsp_statistics_create(&info, falling, NULL, &sets[i], &error)) return fail("statistics", error.message);
  for (int i = 4, set = 0; i < argc; i++)
    if (strcmp(argv[i], "--") ? add(session, sets[set], argv[i]) : set++) return 1;
  if (hsp_statistics_difference(sets[0], sets[1], "learnt", NULL, &direction, &error) ||
      hsp_direction_save(direction, &out, &error))
    return fail(argv[2], error.message);
  hsp_direction_destroy(direction), hsp_statistics_destroy(sets[0]), hsp_statistics_destroy(sets[1]);
  hsp_session_destroy(session), hsp_model_destroy(model), free(picture.pixels);
  return 0;
}
