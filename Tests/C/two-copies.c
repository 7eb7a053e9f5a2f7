/*
 * Runs a model with the library that is linked in and with a second copy that is loaded: two-copies LIBRARY MODEL
 *
 * Both must give the same bits, in turns and with both alive.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <hspace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct library {
  hsp_status (*open)(const hsp_source *, const hsp_allocator *, hsp_model **, hsp_error *);
  hsp_status (*create)(const hsp_model *, const hsp_session_options *, void *, size_t, hsp_session **, hsp_error *);
  hsp_status (*sample)(hsp_session *, uint64_t, const hsp_run_options *);
  hsp_status (*picture)(hsp_session *, hsp_picture *);
  hsp_model *model;
  hsp_session *session;
  uint8_t pixels[64 * 64 * 3];
} library;

static void *find(void *loaded, const char *name) {
  void *found = dlsym(loaded, name);
  if (!found) fprintf(stderr, "two-copies: %s\n", dlerror()), exit(1);
  return found;
}

static int start(library *lib, const char *path) {
  hsp_source source = hsp_from_path(path);
  return lib->open(&source, NULL, &lib->model, NULL) || lib->create(lib->model, NULL, NULL, 0, &lib->session, NULL);
}

static int run(library *lib) {
  hsp_run_options options;
  memset(&options, 0, sizeof options);
  hsp_run_options_init(&options);
  options.steps = 4;
  hsp_picture picture = {sizeof picture, 64, 64, 3, 64 * 3, lib->pixels};
  return lib->sample(lib->session, 3, &options) || lib->picture(lib->session, &picture);
}

int main(int count, char **values) {
  if (count != 3) return 2;
  static library own, other;
  own.open = hsp_model_open, own.create = hsp_session_create;
  own.sample = hsp_session_sample, own.picture = hsp_session_get_picture;
  void *loaded = dlopen(values[1], RTLD_NOW | RTLD_LOCAL);
  if (!loaded) return fprintf(stderr, "two-copies: %s\n", dlerror()), 1;
  /* Functions come as pointers to objects there. */
  *(void **)&other.open = find(loaded, "hsp_model_open");
  *(void **)&other.create = find(loaded, "hsp_session_create");
  *(void **)&other.sample = find(loaded, "hsp_session_sample");
  *(void **)&other.picture = find(loaded, "hsp_session_get_picture");
  if (other.open == own.open) return fprintf(stderr, "two-copies: there is only one\n"), 1;
  if (start(&own, values[2]) || start(&other, values[2]) || run(&own) || run(&other))
    return fprintf(stderr, "two-copies: a call failed\n"), 1;
  if (memcmp(own.pixels, other.pixels, sizeof own.pixels) != 0) return fprintf(stderr, "two-copies: other bits\n"), 1;
  return 0;
}
