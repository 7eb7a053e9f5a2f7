/*
 * Edits a picture of the model's size: edit MODEL DIRECTION STRENGTH IN.png OUT.png [STEPS]
 *
 *     gcc -std=c99 edit.c $(pkg-config --cflags --libs hspace libpng) -o edit
 *     ./edit toon64.hsm toon64/beard.hsm 2 face.png bearded.png
 */
#include <hspace.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const char *what, const char *why) { return fprintf(stderr, "edit: %s: %s\n", what, why), 1; }

int main(int argc, char **argv) {
  if (argc < 6 || argc > 7) return fail("usage", "edit MODEL DIRECTION STRENGTH IN.png OUT.png [STEPS]");
  char *end;
  hsp_error error = {0};
  hsp_model *model;
  hsp_session *session;
  hsp_direction *direction;
  hsp_source file = hsp_from_path(argv[1]), how = hsp_from_path(argv[2]);
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail(argv[1], error.message);
  if (hsp_direction_open(&how, NULL, NULL, &direction, &error)) return fail(argv[2], error.message);
  hsp_edit edit = {direction, strtof(argv[3], &end)};
  if (end == argv[3] || *end) return fail(argv[3], "the strength is not a number");
  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 7) run.steps = atoi(argv[6]);

  png_image png = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_file(&png, argv[4])) return fail(argv[4], png.message);
  png.format = PNG_FORMAT_RGB;
  uint8_t *pixels = calloc(png.height, PNG_IMAGE_ROW_STRIDE(png));
  if (!pixels) return fail(argv[4], "not enough memory");
  if (!png_image_finish_read(&png, NULL, pixels, 0, NULL)) return fail(argv[4], png.message);
  hsp_picture picture = {sizeof picture, png.width, png.height, 3, PNG_IMAGE_ROW_STRIDE(png), pixels};

  if (hsp_session_set_picture(session, &picture) || hsp_session_invert(session, &run) ||
      hsp_session_edit(session, &edit, 1, &run) || hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail(argv[4], error.message);
  if (!png_image_write_to_file(&png, argv[5], 0, pixels, 0, NULL)) return fail(argv[5], png.message);

  free(pixels);
  hsp_direction_destroy(direction);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
