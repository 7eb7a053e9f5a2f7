/*
 * A progress bar; Ctrl-C stops the run and keeps what was reached: progress MODEL SEED RUN.hsm [STEPS] >OUT.ppm
 * The next call with the same RUN.hsm goes on, to the same bits as if nothing had stopped it.
 *
 *     gcc -std=c99 progress.c $(pkg-config --cflags --libs hspace) -o progress
 *     ./progress toon64.hsm 5 run.hsm >face.ppm
 */
#include "example.h"
#include <signal.h>

static hsp_session *session;
static volatile sig_atomic_t stopped;

/* Signal handlers may call hsp_session_cancel. The flag counts where a run is only about to begin. */
static void stop(int number) {
  stopped = number;
  hsp_session_cancel(session);
}

static int32_t show(void *user, const hsp_step *step) {
  unsigned done = step->step + 1, width = 40 * done / step->total;
  fprintf(user, "\r[%-40.*s] %u/%u", (int)width, "########################################", done, step->total);
  return stopped;
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 5) return fail("usage", "progress MODEL SEED RUN.hsm [STEPS] >OUT.ppm");
  hsp_source file = hsp_from_path(argv[1]), earlier = hsp_from_path(argv[3]);
  hsp_sink reached = hsp_to_path(argv[3]);
  hsp_model *model;
  hsp_error error = {0};
  if (hsp_model_open(&file, NULL, &model, &error)) return fail(argv[1], error.message);
  if (hsp_session_create(model, NULL, NULL, 0, &session, &error)) return fail(argv[1], error.message);
  hsp_picture picture = new_picture(model);
  if (!picture.pixels) return fail("picture", "not enough memory");
  signal(SIGINT, stop);

  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 5) run.steps = atoi(argv[4]);
  run.progress = show;
  run.progress_user = stderr;
  hsp_status status = hsp_session_load(session, &earlier);
  if (status == HSP_OK)
    status = hsp_session_resume(session, NULL, 0, &run);
  else if (status == HSP_ERROR_IO)
    status = hsp_session_sample(session, strtoull(argv[2], NULL, 10), &run);
  fprintf(stderr, "\n");
  if (status == HSP_ERROR_CANCELLED && !hsp_session_save(session, &reached))
    return fail("stopped", "the same call goes on from here");
  if (status || hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail("run", error.message);
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");
  remove(argv[3]);
  free(picture.pixels);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
