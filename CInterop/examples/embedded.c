/*
 * A model compiled into the program, which opens no file: embedded SEED [STEPS] >OUT.ppm
 *
 * .incbin puts the bytes of MODEL among the program's constants. They are used in place, and must be 64-byte aligned:
 * `ld -r -b binary` does not see to that.
 *
 *     gcc -std=c99 -DMODEL='"toon64.hsm"' embedded.c $(pkg-config --cflags --libs hspace) -o embedded
 *     ./embedded 5 >face.ppm
 */
#include "example.h"

__asm__(".pushsection .rodata\n"
        ".balign 64\n"
        "model_begin: .incbin \"" MODEL "\"\n"
        "model_end:\n"
        ".popsection\n"
        ".globl model_begin, model_end\n");
extern const uint8_t model_begin[], model_end[];

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) return fail("usage", "embedded SEED [STEPS] >OUT.ppm");
  hsp_source bytes = hsp_from_memory(model_begin, (uint64_t)(model_end - model_begin));
  hsp_model *model;
  hsp_session *session;
  hsp_error error = {0};
  if (hsp_model_open(&bytes, NULL, &model, &error)) return fail("model", error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail("session", error.message);
  hsp_picture picture = new_picture(model);
  if (!picture.pixels) return fail("picture", "not enough memory");

  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 3) run.steps = atoi(argv[2]);
  if (hsp_session_sample(session, strtoull(argv[1], NULL, 10), &run) || hsp_session_get_picture(session, &picture)) {
    hsp_session_last_error(session, &error);
    return fail("sample", error.message);
  }
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");

  free(picture.pixels);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
