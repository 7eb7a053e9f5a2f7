/*
 * Prints a digest of every bit that an inversion and an edit give: digest MODEL ISA THREADS STEPS [DIRECTION]
 *
 * ISA - takes the best that the processor has. With DIRECTION the direction is also saved to that file.
 * Output: the digest, the instruction set that ran, and the number of threads. Exit status 3: the processor does not
 * have the instruction set.
 */
#include <hspace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, const char *why) {
  fprintf(stderr, "digest: %s: %s\n", what, why);
  return 1;
}

/* FNV-1a, 64 bits, over the values' bits in little-endian order. */
static uint64_t mix(uint64_t hash, const float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    if ((bits >> 23 & 0xff) == 0xff) return 0; /* infinite or not a number: two wrong runs must not agree */
    for (int byte = 0; byte < 4; byte++) {
      hash = (hash ^ (bits >> 8 * byte & 0xff)) * 0x100000001b3u;
    }
  }
  return hash;
}

/* Every evaluation of the network counts, not only the last. */
typedef struct record {
  hsp_session *session;
  float *values;
  size_t count;
  uint64_t hash;
  int failed;
} record;

static int32_t observe(void *user, const hsp_step *step) {
  record *seen = user;
  (void)step;
  if (hsp_session_read(seen->session, HSP_VALUE_X, seen->values, seen->count)) return seen->failed = 1;
  seen->hash = mix(seen->hash, seen->values, seen->count);
  if (!seen->hash) return seen->failed = 1;
  if (hsp_session_read(seen->session, HSP_VALUE_EPS_EDITED, seen->values, seen->count)) return seen->failed = 1;
  seen->hash = mix(seen->hash, seen->values, seen->count);
  return seen->hash ? 0 : (seen->failed = 1);
}

static hsp_status make_direction(const hsp_model_info *model, hsp_direction **direction, hsp_error *error) {
  hsp_direction_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  info.entries = 1;
  info.channels = model->h_channels;
  info.height = model->h_height;
  info.width = model->h_width;
  memcpy(info.identity, model->identity, sizeof info.identity);
  strcpy(info.name, "noise");
  size_t count = (size_t)info.channels * info.height * info.width;
  float *values = malloc(count * sizeof *values);
  if (!values) return HSP_ERROR_MEMORY;
  const int32_t everywhere = -1;
  hsp_noise(11, 0, values, count);
  hsp_status status = hsp_direction_create(&info, &everywhere, values, NULL, direction, error);
  free(values);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 5 || argc > 6) return fail("usage", "digest MODEL ISA THREADS STEPS [DIRECTION]");
  hsp_error error;
  memset(&error, 0, sizeof error);
  hsp_model *model;
  hsp_source file = hsp_from_path(argv[1]);
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  hsp_model_info info;
  info.struct_size = sizeof info;
  if (hsp_model_describe(model, &info)) return fail(argv[1], "cannot be described");
  size_t count = (size_t)info.channels * info.height * info.width;

  hsp_session *session;
  hsp_session_options options;
  hsp_session_options_init(&options);
  options.isa = strcmp(argv[2], "-") ? argv[2] : NULL;
  options.threads = atoi(argv[3]);
  hsp_status status = hsp_session_create(model, &options, NULL, 0, &session, &error);
  if (status == HSP_ERROR_UNSUPPORTED) return 3;
  if (status) return fail(argv[2], error.message);

  hsp_direction *direction;
  if (make_direction(&info, &direction, &error)) return fail("direction", error.message);
  if (argc == 6) {
    hsp_sink sink = hsp_to_path(argv[5]);
    if (hsp_direction_save(direction, &sink, &error)) return fail(argv[5], error.message);
  }

  float *values = malloc(count * sizeof *values);
  if (!values) return fail("picture", "not enough memory");
  hsp_noise(7, 0, values, count);
  for (size_t i = 0; i < count; i++) values[i] *= 0.25f;

  record seen = {session, values, count, 0xcbf29ce484222325u, 0};
  hsp_run_options run;
  hsp_run_options_init(&run);
  run.steps = atoi(argv[4]);
  run.t_edit = 300;
  run.t_boost = 100;
  run.eta = 0.5f;
  run.seed = 5;
  run.progress = observe;
  run.progress_user = &seen;
  hsp_edit edit = {direction, 0.5f};
  if (hsp_session_set_values(session, values, count) || hsp_session_invert(session, &run) ||
      hsp_session_edit(session, &edit, 1, &run)) {
    hsp_session_last_error(session, &error);
    return fail("run", seen.failed ? "a value is not finite or could not be read" : error.message);
  }

  char isa[16];
  hsp_session_isa(session, isa, sizeof isa);
  printf("%016llx %s %s\n", (unsigned long long)seen.hash, isa, argv[3]);
  free(values);
  hsp_direction_destroy(direction);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
