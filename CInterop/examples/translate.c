/*
 * Translates a face of a seed to another model: translate FROM TO SEED CODE.hsm [STEPS] >face.ppm
 *
 *     gcc -std=c99 translate.c $(pkg-config --cflags --libs hspace) -o translate
 *     ./translate toon64.hsm avataaars64.hsm 5 code.hsm >face.ppm
 */
#include "example.h"
#include <string.h>

static float *entries; /* of the encoder, one behind the other */

static int32_t keep(void *user, const hsp_step *step, uint32_t entry, const float *values, size_t count) {
  (void)user, (void)step;
  memcpy(entries + entry * count, values, count * sizeof *values);
  return 0;
}
static int32_t give(void *user, uint32_t entry, float *values, size_t count) {
  (void)user;
  memcpy(values, entries + entry * count, count * sizeof *values);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 5 || argc > 6) return fail("usage", "translate FROM TO SEED CODE.hsm [STEPS] >face.ppm");
  hsp_error error = {0};
  hsp_model *models[2];
  hsp_session *sessions[2];
  for (int i = 0; i < 2; i++) {
    hsp_source file = hsp_from_path(argv[1 + i]);
    if (hsp_model_open(&file, NULL, &models[i], &error) ||
        hsp_session_create(models[i], NULL, NULL, 0, &sessions[i], &error))
      return fail(argv[1 + i], error.message);
  }
  hsp_session *from = sessions[0], *to = sessions[1];
  hsp_picture face = new_picture(models[0]), translated = new_picture(models[1]);
  hsp_run_options run, decoding = {.struct_size = sizeof decoding};
  hsp_run_options_init(&run);
  if (argc == 6) run.steps = atoi(argv[5]);
  if (hsp_session_sample(from, strtoull(argv[3], NULL, 10), &run) || hsp_session_get_picture(from, &face))
    return hsp_session_last_error(from, &error), fail(argv[1], error.message);

  run.eta = 0.1f, run.code = keep;
  entries = malloc((size_t)(run.steps + 1) * 3 * face.width * face.height * sizeof *entries);
  if (!entries || !face.pixels || !translated.pixels) return fail(argv[1], "not enough memory");
  hsp_sink sink = hsp_to_path(argv[4]);
  if (hsp_session_encode(from, &run) || hsp_session_save_code(from, give, NULL, &sink))
    return hsp_session_last_error(from, &error), fail(argv[4], error.message);
  hsp_code *code;
  hsp_source file = hsp_from_path(argv[4]);
  if (hsp_code_open(&file, NULL, &code, &error)) return fail(argv[4], error.message);
  if (hsp_code_options(code, &decoding) || hsp_session_set_code(to, code, HSP_CODE_TRANSLATE) ||
      hsp_session_decode(to, NULL, 0, &decoding) || hsp_session_get_picture(to, &translated) ||
      write_picture(&translated, stdout))
    return hsp_session_last_error(to, &error), fail(argv[2], error.message);
  hsp_code_destroy(code);
  for (int i = 0; i < 2; i++) hsp_session_destroy(sessions[i]), hsp_model_destroy(models[i]);
  free(entries), free(face.pixels), free(translated.pixels);
  return 0;
}
