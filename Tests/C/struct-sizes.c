/*
 * Gives every struct with every kind of struct_size: struct-sizes MODEL
 *
 * A struct has no more bytes than struct_size says (and the four of struct_size), so that an address sanitizer sees
 * every other one that the library touches.
 */
#include "checks.h"

enum { BEHIND = 64, HUGE = 4096 };

static const char *path;
static hsp_model *model;
static hsp_session *session;
static hsp_direction *direction;
static uint8_t *pixels;
static float *values;
static const int32_t everywhere = -1;

static int32_t swallow(void *user, const void *bytes, size_t size) {
  (void)user, (void)bytes, (void)size;
  return 0;
}

/* Calls that take one struct each. */
static hsp_status inspect_source(void *s) {
  hsp_file_info info = {sizeof info, 0, 0, 0, 0, {0}};
  return hsp_file_inspect(s, &info, NULL);
}
static hsp_status open_model(void *s) {
  hsp_model *opened;
  hsp_status status = hsp_model_open(s, NULL, &opened, NULL);
  hsp_model_destroy(opened);
  return status;
}
static hsp_status open_direction(void *s) {
  hsp_direction *opened;
  hsp_status status = hsp_direction_open(s, NULL, NULL, &opened, NULL);
  hsp_direction_destroy(opened);
  return status == HSP_ERROR_MISMATCH ? HSP_OK : status; /* the file is a model */
}
static hsp_status inspect_latent(void *s) {
  hsp_latent_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  hsp_status status = hsp_latent_inspect(s, &info, NULL);
  return status == HSP_ERROR_MISMATCH ? HSP_OK : status;
}
static hsp_status load_latent(void *s) {
  hsp_status status = hsp_session_load(session, s);
  return status == HSP_ERROR_MISMATCH ? HSP_OK : status;
}
static hsp_status quantize_sink(void *s) { return hsp_model_quantize(model, NULL, NULL, s, NULL); }
static hsp_status save_direction(void *s) { return hsp_direction_save(direction, s, NULL); }
static hsp_status save_session(void *s) { return hsp_session_save(session, s); }
static hsp_status quantize_options(void *s) {
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  return hsp_model_quantize(model, s, NULL, &sink, NULL);
}
static hsp_status query_options(void *s) {
  hsp_memory memory;
  memory.struct_size = sizeof memory;
  return hsp_session_memory(model, s, &memory, NULL);
}
static hsp_status create_options(void *s) {
  hsp_session *made;
  hsp_status status = hsp_session_create(model, s, NULL, 0, &made, NULL);
  hsp_session_destroy(made);
  return status;
}
static hsp_status set_picture(void *s) { return hsp_session_set_picture(session, s); }
static hsp_status get_picture(void *s) { return hsp_session_get_picture(session, s); }
static hsp_status invert(void *s) {
  hsp_status status = hsp_session_set_values(session, values, 3 * 16 * 16);
  return status ? status : hsp_session_invert(session, s);
}
static hsp_status encode(void *s) {
  hsp_status status = hsp_session_set_values(session, values, 3 * 16 * 16);
  return status ? status : hsp_session_encode(session, s);
}
static hsp_status diffuse(void *s) {
  hsp_status status = hsp_session_set_values(session, values, 3 * 16 * 16);
  return status ? status : hsp_session_diffuse(session, s);
}
static hsp_status edit(void *s) {
  hsp_edit edits = {direction, 0.5f};
  hsp_status status = hsp_session_set_noise(session, 1);
  return status ? status : hsp_session_edit(session, &edits, 1, s);
}
static hsp_status sample(void *s) { return hsp_session_sample(session, 1, s); }
static hsp_status resume(void *s) {
  hsp_status status = hsp_session_resume(session, NULL, 0, s);
  return status == HSP_ERROR_STATE ? HSP_OK : status; /* nothing was interrupted */
}
static hsp_status create_direction(void *s) {
  hsp_direction *made;
  hsp_status status = hsp_direction_create(s, &everywhere, values, NULL, &made, NULL);
  hsp_direction_destroy(made);
  return status;
}
static hsp_status create_statistics(void *s) {
  hsp_statistics *made;
  hsp_status status = hsp_statistics_create(s, &everywhere, NULL, &made, NULL);
  hsp_statistics_destroy(made);
  return status;
}
static hsp_statistics_info some_statistics(void);
static hsp_status describe_statistics(void *s) {
  hsp_statistics_info info = some_statistics();
  hsp_statistics *made;
  if (hsp_statistics_create(&info, &everywhere, NULL, &made, NULL)) return HSP_ERROR_MEMORY;
  hsp_status status = hsp_statistics_describe(made, s);
  hsp_statistics_destroy(made);
  return status;
}
static hsp_status query_memory(void *s) { return hsp_session_memory(model, NULL, s, NULL); }
static hsp_status inspect_info(void *s) {
  hsp_source source = hsp_from_path(path);
  return hsp_file_inspect(&source, s, NULL);
}
static hsp_status describe_model(void *s) { return hsp_model_describe(model, s); }
static hsp_status describe_session(void *s) { return hsp_session_describe(session, s); }
static hsp_status describe_direction(void *s) { return hsp_direction_describe(direction, s); }

/* What each of them takes, when it is right. */
static void source(void *s) {
  hsp_source given = hsp_from_path(path);
  memcpy(s, &given, sizeof given);
}
static void sink(void *s) {
  hsp_sink given = hsp_to_writer(swallow, NULL);
  memcpy(s, &given, sizeof given);
}
static void picture(void *s) {
  hsp_picture given = {sizeof given, 16, 16, 3, 48, NULL};
  given.pixels = pixels;
  memcpy(s, &given, sizeof given);
}
static void run_options(void *s) {
  hsp_run_options given;
  hsp_run_options_init(&given);
  given.steps = 2;
  memcpy(s, &given, sizeof given);
}
static void direction_info(void *s) {
  hsp_direction_info given;
  memset(&given, 0, sizeof given);
  given.struct_size = sizeof given;
  given.entries = 1;
  given.channels = given.height = given.width = 2;
  strcpy(given.name, "small");
  memcpy(s, &given, sizeof given);
}
static hsp_statistics_info some_statistics(void) {
  hsp_statistics_info given;
  memset(&given, 0, sizeof given);
  given.struct_size = sizeof given;
  given.entries = 1;
  given.channels = given.height = given.width = 2;
  given.phase = HSP_PHASE_INVERTING;
  given.t0 = -1;
  return given;
}
static void statistics_info(void *s) {
  hsp_statistics_info given = some_statistics();
  memcpy(s, &given, sizeof given);
}
static void session_options(void *s) { hsp_session_options_init(s); }
static void quantise_options(void *s) { hsp_quantize_options_init(s); }
static void nothing(void *s) { (void)s; }

typedef struct subject {
  const char *name;
  size_t size;  /* of the struct */
  size_t least; /* that the library accepts */
  int is_output;
  void (*fill)(void *);
  hsp_status (*call)(void *);
} subject;

#define INPUT(type, fill, call) {#type " of " #call, sizeof(type), sizeof(type), 0, fill, call}
#define OUTPUT(type, call) {#type " of " #call, sizeof(type), sizeof(type), 1, nothing, call}
/* Sizes of the first versions of structs that have grown. */
#define RUN_LEAST (40 + 6 * sizeof(void *))
#define RUN_OPTIONS(call) {"hsp_run_options of " #call, sizeof(hsp_run_options), RUN_LEAST, 0, run_options, call}
#define LATENT_LEAST 72
#define OPTIONS_LEAST (24 + 5 * sizeof(void *))
#define MEMORY_LEAST 68
#define DIRECTION_LEAST 120

static const subject subjects[] = {
    INPUT(hsp_source, source, inspect_source),
    INPUT(hsp_source, source, open_model),
    INPUT(hsp_source, source, open_direction),
    INPUT(hsp_source, source, inspect_latent),
    INPUT(hsp_source, source, load_latent),
    INPUT(hsp_sink, sink, quantize_sink),
    INPUT(hsp_sink, sink, save_direction),
    INPUT(hsp_sink, sink, save_session),
    INPUT(hsp_quantize_options, quantise_options, quantize_options),
    INPUT(hsp_picture, picture, set_picture),
    INPUT(hsp_picture, picture, get_picture),
    RUN_OPTIONS(invert),
    RUN_OPTIONS(edit),
    RUN_OPTIONS(sample),
    RUN_OPTIONS(resume),
    RUN_OPTIONS(encode),
    RUN_OPTIONS(diffuse),
    {"hsp_direction_info of create_direction", sizeof(hsp_direction_info), DIRECTION_LEAST, 0, direction_info,
     create_direction},
    INPUT(hsp_statistics_info, statistics_info, create_statistics),
    {"hsp_session_options of query_options", sizeof(hsp_session_options), OPTIONS_LEAST, 0, session_options,
     query_options},
    {"hsp_session_options of create_options", sizeof(hsp_session_options), OPTIONS_LEAST, 0, session_options,
     create_options},
    {"hsp_memory of query_memory", sizeof(hsp_memory), MEMORY_LEAST, 1, nothing, query_memory},
    OUTPUT(hsp_file_info, inspect_info),
    OUTPUT(hsp_model_info, describe_model),
    {"hsp_latent_info of describe_session", sizeof(hsp_latent_info), LATENT_LEAST, 1, nothing, describe_session},
    {"hsp_direction_info of describe_direction", sizeof(hsp_direction_info), DIRECTION_LEAST, 1, nothing,
     describe_direction},
    OUTPUT(hsp_statistics_info, describe_statistics),
};

static int all_are(const uint8_t *bytes, size_t count, uint8_t byte) {
  while (count > 0 && bytes[count - 1] == byte) count--;
  return count == 0;
}

/* One call, with so many bytes, and with `byte` wherever the struct of this header has none. */
static void try_size(const subject *s, size_t size, uint32_t said, uint8_t byte) {
  size_t held = size < sizeof said ? sizeof said : size;
  uint8_t *given = malloc(held), *before = malloc(held), whole[HUGE];
  if (!given || !before) exit(1);
  memset(whole, byte, sizeof whole);
  s->fill(whole);
  memcpy(whole, &said, sizeof said);
  memcpy(given, whole, held);
  memcpy(before, whole, held);
  hsp_status status = s->call(given);
  int right = status == (said < s->least ? HSP_ERROR_ARGUMENT : HSP_OK);
  if (status == HSP_OK && s->is_output) {
    /* The library says how many bytes it wrote, and wrote no others. */
    size_t written = said < s->size ? said : s->size;
    uint32_t says;
    memcpy(&says, given, sizeof says);
    right = right && says == written && all_are(given + written, held - written, byte);
  } else {
    right = right && memcmp(given, before, held) == 0;
  }
  if (!right) printf("%s, struct_size %lu, 0x%x behind: status %d\n", s->name, (unsigned long)said, byte, (int)status);
  CHECK(right);
  free(given);
  free(before);
}

static void structs(void) {
  for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
    const subject *s = &subjects[i];
    try_size(s, 0, 0, 0);
    try_size(s, s->size, 0, 0);
    try_size(s, 4, 4, 0);
    try_size(s, s->least - 1, (uint32_t)s->least - 1, 0);
    try_size(s, s->size, (uint32_t)s->least - 1, 0);
    try_size(s, s->least, (uint32_t)s->least, 0);
    try_size(s, s->size, (uint32_t)s->size, 0);
    for (uint32_t said = (uint32_t)s->least; said <= s->size; said += 4) try_size(s, said, said, 0xa5);
    for (int byte = 0; byte <= 0xa5; byte += 0xa5) {
      try_size(s, s->size + 1, (uint32_t)s->size + 1, (uint8_t)byte);
      try_size(s, s->size + BEHIND, (uint32_t)s->size + BEHIND, (uint8_t)byte);
      try_size(s, s->size + BEHIND, UINT32_MAX, (uint8_t)byte);
    }
  }
}

/* An error record is filled where there is room for it (0 says that there is), and never decides a call's status. */
static void errors(void) {
  static const uint32_t sizes[] = {0, 1, 4, 16, sizeof(hsp_error) - 1, sizeof(hsp_error), sizeof(hsp_error) + BEHIND};
  hsp_source nowhere = hsp_from_path("/nowhere/model.hsm");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size_t held = sizes[i] == 0 ? sizeof(hsp_error) : sizes[i] < 4 ? 4 : sizes[i];
    int fits = sizes[i] == 0 || sizes[i] >= sizeof(hsp_error);
    for (int call = 0; call < 2; call++) {
      uint8_t *given = malloc(held);
      if (!given) exit(1);
      memset(given, 0xa5, held);
      memcpy(given, &sizes[i], sizeof sizes[i]);
      if (call == 0) {
        hsp_model *opened;
        EXPECT(ERROR_IO, hsp_model_open(&nowhere, NULL, &opened, (hsp_error *)(void *)given));
        CHECK(opened == NULL);
      } else {
        EXPECT(ERROR_ARGUMENT, hsp_session_set_values(session, values, 1));
        hsp_session_last_error(session, (hsp_error *)(void *)given);
      }
      if (fits) {
        hsp_error *error = (hsp_error *)(void *)given;
        CHECK(error->struct_size == sizeof(hsp_error));
        CHECK(error->status == (call == 0 ? HSP_ERROR_IO : HSP_ERROR_ARGUMENT) && error->message[0] != 0);
        CHECK(all_are(given + sizeof(hsp_error), held - sizeof(hsp_error), 0xa5));
      } else {
        CHECK(all_are(given + 4, held - 4, 0xa5));
      }
      free(given);
    }
  }
}

/* A struct that the library fills says its own size. */
static int32_t look(void *user, const hsp_step *step) {
  *(uint32_t *)user = step->struct_size;
  return 0;
}

static void filled(void) {
  hsp_session_options session_options;
  hsp_session_options_init(&session_options);
  CHECK(session_options.struct_size == sizeof session_options && session_options.threads == 1);
  hsp_quantize_options quantise;
  hsp_quantize_options_init(&quantise);
  CHECK(quantise.struct_size == sizeof quantise && quantise.report == NULL);
  hsp_run_options run;
  hsp_run_options_init(&run);
  CHECK(run.struct_size == sizeof run && run.steps == 50 && run.t0 == -1 && run.t_edit == 400);
  uint32_t seen = 0;
  run.steps = 2;
  run.progress = look;
  run.progress_user = &seen;
  EXPECT(OK, hsp_session_sample(session, 1, &run));
  CHECK(seen == sizeof(hsp_step));
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  path = argv[1];
  hsp_source file = hsp_from_path(path);
  NEED(hsp_model_open(&file, NULL, &model, NULL));
  NEED(hsp_session_create(model, NULL, NULL, 0, &session, NULL));
  hsp_model_info info;
  info.struct_size = sizeof info;
  NEED(hsp_model_describe(model, &info));
  pixels = calloc(16 * 16, 3);
  values = malloc(3 * 16 * 16 * sizeof *values);
  if (!pixels || !values || info.channels != 3 || info.height != 16 || info.width != 16) return 1;
  hsp_noise(7, 0, values, 3 * 16 * 16);
  hsp_direction_info shape;
  direction_info(&shape);
  shape.channels = info.h_channels, shape.height = info.h_height, shape.width = info.h_width;
  memcpy(shape.identity, info.identity, sizeof shape.identity);
  NEED(hsp_direction_create(&shape, &everywhere, values, NULL, &direction, NULL));
  NEED(hsp_session_set_noise(session, 1));

  structs();
  errors();
  filled();

  free(pixels);
  free(values);
  hsp_direction_destroy(direction);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return finish();
}
