/*
 * Calls every function of hspace.h in every wrong way that the header answers for: misuse MODEL FOLDER
 *
 * MODEL is a small network of 16 x 16 pictures; files are made in FOLDER. Needs pthreads.
 */
#define _POSIX_C_SOURCE 200809L
#include "checks.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <unistd.h>

enum { SIDE = 16, COUNT = 3 * SIDE * SIDE, H_COUNT = 32 * 4 * 4, NO_SUCH = 99 };

static const char *path;
static char latent_path[1024], code_path[1024], beard_path[1024], junk_path[1024];
static hsp_model *model;
static hsp_session *session;
static hsp_direction *beard;
static hsp_direction_info beard_info;
static hsp_statistics *sums;
static hsp_statistics_info sums_info;
static hsp_error error;
static float picture[COUNT], values[COUNT];
static uint8_t pixels[SIDE * SIDE * 4];
static const int32_t everywhere = -1;

static hsp_run_options steps(int32_t count) {
  hsp_run_options options;
  hsp_run_options_init(&options);
  options.steps = count;
  return options;
}

static hsp_session_options threads(int32_t count) {
  hsp_session_options options;
  hsp_session_options_init(&options);
  options.threads = count;
  return options;
}

static int32_t swallow(void *user, const void *bytes, size_t size) {
  (void)user, (void)bytes, (void)size;
  return 0;
}

static int32_t refuse_bytes(void *user, const void *bytes, size_t size) {
  (void)user, (void)bytes, (void)size;
  return 1;
}

static int32_t refuse_to_read(void *user, uint64_t offset, void *destination, size_t size) {
  (void)user, (void)offset, (void)destination, (void)size;
  return 1;
}

/* ---- the library, mathematics */

static void library(void) {
  CHECK(hsp_abi_version() == HSP_ABI_VERSION);
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", HSP_VERSION_MAJOR, HSP_VERSION_MINOR, HSP_VERSION_PATCH);
  CHECK(!strcmp(hsp_version(), version));
  for (int status = -1; status <= NO_SUCH; status++) {
    const char *text = hsp_status_string((hsp_status)status);
    CHECK(text && *text);
    CHECK(!strcmp(text, "unknown status") == (status < HSP_OK || status > HSP_ERROR_STATE));
  }
  CHECK(!strcmp(hsp_status_string(HSP_OK), "ok"));
  CHECK(!strcmp(hsp_status_string(HSP_STATUS_MAX), "unknown status"));
}

static void mathematics(void) {
  static double alpha_bar[1000];
  static const double betas[][2] = {{0, 0.02}, {-1, 0.02}, {0.02, 0.01}, {0.1, 1}, {NAN, 0.02}, {0.1, NAN}, {0.1, INFINITY}};
  for (size_t i = 0; i < sizeof betas / sizeof *betas; i++)
    EXPECT(ERROR_ARGUMENT, hsp_schedule(HSP_SCHEDULE_LINEAR, betas[i][0], betas[i][1], alpha_bar, 1000));
  EXPECT(ERROR_ARGUMENT, hsp_schedule((hsp_schedule_kind)0, 1e-4, 0.02, alpha_bar, 1000));
  EXPECT(ERROR_ARGUMENT, hsp_schedule((hsp_schedule_kind)NO_SUCH, 1e-4, 0.02, alpha_bar, 1000));
  EXPECT(ERROR_ARGUMENT, hsp_schedule(HSP_SCHEDULE_COSINE, 0, 0, alpha_bar, 0));
  EXPECT(ERROR_ARGUMENT, hsp_schedule(HSP_SCHEDULE_COSINE, 0, 0, alpha_bar, 1));
  EXPECT(ERROR_ARGUMENT, hsp_schedule(HSP_SCHEDULE_COSINE, 0, 0, alpha_bar, 100001));
  EXPECT(ERROR_ARGUMENT, hsp_schedule(HSP_SCHEDULE_COSINE, 0, 0, alpha_bar, SIZE_MAX));
  EXPECT(OK, hsp_schedule(HSP_SCHEDULE_COSINE, NAN, NAN, alpha_bar, 1000));

  static int32_t sequence[1000];
  static const int32_t wrong[][4] = {/* convention, steps, t0, T */
                                     {NO_SUCH, 10, -1, 1000}, {-1, 10, -1, 1000},   {0, 0, -1, 1000}, {0, -1, -1, 1000},
                                     {0, 1, -1, 1000},        {0, 10, -2, 1000},    {0, 10, 0, 1000}, {0, 10, 1000, 1000},
                                     {0, 10, 5, 1000},        {0, 10, -1, 1},       {0, 2, -1, -5},   {0, 2, -1, 100001},
                                     {1, 1, -1, 1000},        {2, 1001, -1, 1000},  {3, 1000, -1, 1000}, {4, 11, 9, 1000},
                                     {5, 1001, -1, 1000},     {0, INT32_MAX, -1, 1000}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    EXPECT(ERROR_ARGUMENT,
           hsp_timesteps((uint32_t)wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], sequence, NULL));
  int32_t ends = -1;
  EXPECT(OK, hsp_timesteps(HSP_STEPS_COMPVIS, 10, -1, 1000, sequence, &ends));
  CHECK(ends == 1);
  EXPECT(OK, hsp_timesteps(HSP_STEPS_ASYRP, 1000, -1, 1000, sequence, NULL));

  float untouched = 5;
  hsp_noise(1, 0, &untouched, 0);
  CHECK(untouched == 5);
}

/* ---- sources and sinks */

/* Calls that open a source. */
static hsp_status inspect(const hsp_source *source) {
  hsp_file_info info;
  info.struct_size = sizeof info;
  return hsp_file_inspect(source, &info, &error);
}
static hsp_status inspect_latent(const hsp_source *source) {
  hsp_latent_info info;
  info.struct_size = sizeof info;
  return hsp_latent_inspect(source, &info, &error);
}
static hsp_status open_model(const hsp_source *source) {
  hsp_model *opened = model;
  hsp_status status = hsp_model_open(source, NULL, &opened, &error);
  CHECK((opened == NULL) == (status != HSP_OK));
  hsp_model_destroy(opened);
  return status;
}
static hsp_status open_direction(const hsp_source *source) {
  hsp_direction *opened = beard;
  hsp_status status = hsp_direction_open(source, NULL, NULL, &opened, &error);
  CHECK((opened == NULL) == (status != HSP_OK));
  hsp_direction_destroy(opened);
  return status;
}
static hsp_status open_statistics(const hsp_source *source) {
  hsp_statistics *opened = sums;
  hsp_status status = hsp_statistics_open(source, 0, NULL, &opened, &error);
  CHECK((opened == NULL) == (status != HSP_OK));
  hsp_statistics_destroy(opened);
  return status;
}
static hsp_status load(const hsp_source *source) {
  hsp_status status = hsp_session_load(session, source);
  hsp_session_last_error(session, &error);
  return status;
}

typedef hsp_status (*opener)(const hsp_source *source);
static const opener openers[] = {inspect, inspect_latent, open_model, open_direction, open_statistics, load};
enum { OPENERS = sizeof openers / sizeof *openers };

static void refused(hsp_status expected, hsp_source source, int line) {
  for (int i = 0; i < OPENERS; i++) {
    error.status = HSP_OK;
    check_status(expected, openers[i](&source), "a wrong source", line);
    check(error.status == expected && error.message[0] != 0, "the error says so", line);
  }
}
#define REFUSED(status, source) refused(HSP_##status, source, __LINE__)

static void sources(void) {
  static union {
    uint8_t bytes[256];
    double alignment;
  } zeros;
  uint8_t *aligned = zeros.bytes + (64 - (uintptr_t)zeros.bytes % 64) % 64;
  hsp_source source = hsp_from_path(path);
  source.path = NULL;
  REFUSED(ERROR_ARGUMENT, source); /* none */
  source = hsp_from_path(path);
  source.descriptor = 0;
  REFUSED(ERROR_ARGUMENT, source); /* two */
  source = hsp_from_path(path);
  source.flags = 2;
  REFUSED(ERROR_ARGUMENT, source);
  source = hsp_from_path(path);
  source.reserved = 1;
  REFUSED(ERROR_ARGUMENT, source);
  REFUSED(ERROR_IO, hsp_from_path(""));
  REFUSED(ERROR_IO, hsp_from_path("/nowhere/model.hsm"));
  REFUSED(ERROR_IO, hsp_from_path("/"));
  REFUSED(ERROR_IO, hsp_from_path("/dev/null"));
  REFUSED(ERROR_IO, hsp_from_descriptor(1000000));
  REFUSED(ERROR_FORMAT, hsp_from_path(junk_path));
  REFUSED(ERROR_FORMAT, hsp_from_memory(aligned, 0));
  REFUSED(ERROR_FORMAT, hsp_from_memory(aligned, 63));
  REFUSED(ERROR_FORMAT, hsp_from_memory(aligned, 128));
  REFUSED(ERROR_ARGUMENT, hsp_from_memory(aligned + 4, 64));
  REFUSED(ERROR_IO, hsp_from_reader(refuse_to_read, NULL, 4096));
  REFUSED(ERROR_FORMAT, hsp_from_reader(refuse_to_read, NULL, 0));

  /* Each of a kind that the call does not want. */
  source = hsp_from_path(path);
  EXPECT(ERROR_MISMATCH, open_direction(&source));
  EXPECT(ERROR_MISMATCH, inspect_latent(&source));
  EXPECT(ERROR_MISMATCH, open_statistics(&source));
  EXPECT(ERROR_MISMATCH, load(&source));
  source = hsp_from_path(beard_path);
  EXPECT(ERROR_MISMATCH, open_model(&source));
  EXPECT(OK, open_direction(&source));
  EXPECT(OK, inspect(&source));

  hsp_file_info info;
  info.struct_size = sizeof info;
  EXPECT(OK, hsp_file_inspect(&source, &info, NULL)); /* no error record */
  CHECK(info.kind == HSP_FILE_DIRECTIONS);

  /* A descriptor stays the caller's, who may close it. */
  int file = open(path, O_RDONLY);
  hsp_model *opened;
  source = hsp_from_descriptor(file);
  NEED(hsp_model_open(&source, NULL, &opened, NULL));
  CHECK(close(file) == 0);
  EXPECT(OK, hsp_model_verify(opened, NULL));
  hsp_model_destroy(opened);
}

/* Calls that write to a sink. */
static hsp_status quantise(const hsp_sink *sink) { return hsp_model_quantize(model, NULL, NULL, sink, &error); }
static hsp_status save_direction(const hsp_sink *sink) { return hsp_direction_save(beard, sink, &error); }
static hsp_status save_statistics(const hsp_sink *sink) { return hsp_statistics_save(sums, sink, &error); }
static hsp_status save(const hsp_sink *sink) {
  hsp_status status = hsp_session_save(session, sink);
  hsp_session_last_error(session, &error);
  return status;
}

static void sinks(void) {
  NEED(hsp_session_set_noise(session, 1));
  hsp_status (*const writers[])(const hsp_sink *) = {quantise, save_direction, save_statistics, save};
  for (int i = 0; i < 4; i++) {
    hsp_sink sink = hsp_to_path(latent_path);
    sink.path = NULL;
    EXPECT(ERROR_ARGUMENT, writers[i](&sink));
    sink = hsp_to_path(latent_path);
    sink.write = swallow;
    EXPECT(ERROR_ARGUMENT, writers[i](&sink));
    sink = hsp_to_path(latent_path);
    sink.flags = 1;
    EXPECT(ERROR_ARGUMENT, writers[i](&sink));
    sink = hsp_to_path("");
    EXPECT(ERROR_IO, writers[i](&sink));
    sink = hsp_to_path("/nowhere/out.hsm");
    EXPECT(ERROR_IO, writers[i](&sink));
    sink = hsp_to_path("/");
    EXPECT(ERROR_IO, writers[i](&sink));
    sink = hsp_to_writer(refuse_bytes, NULL);
    EXPECT(ERROR_IO, writers[i](&sink));
    CHECK(error.status == HSP_ERROR_IO && error.message[0] != 0);
    sink = hsp_to_writer(swallow, NULL);
    EXPECT(OK, writers[i](&sink));
  }
  CHECK(access(latent_path, F_OK) != 0); /* no failure has left a file */
}

/* ---- allocators */

static void *give_nothing(void *user, size_t size, size_t alignment) {
  (void)user, (void)size, (void)alignment;
  return NULL;
}
static void release_nothing(void *user, void *memory, size_t size) { (void)user, (void)memory, (void)size; }
/* Counts what is not yet given back. */
static void *give(void *user, size_t size, size_t alignment) {
  void *memory = NULL;
  if (posix_memalign(&memory, alignment, size)) return NULL;
  ++*(int *)user;
  return memory;
}
static void take_back(void *user, void *memory, size_t size) {
  memset(memory, 0xa5, size);
  --*(int *)user;
  free(memory);
}

/* Calls that allocate. */
static hsp_status model_with(const hsp_allocator *allocator) {
  hsp_source source = hsp_from_path(path);
  hsp_model *opened;
  hsp_status status = hsp_model_open(&source, allocator, &opened, NULL);
  hsp_model_destroy(opened);
  return status;
}
static hsp_status direction_with(const hsp_allocator *allocator) {
  hsp_source source = hsp_from_path(beard_path);
  hsp_direction *opened;
  hsp_status status = hsp_direction_open(&source, NULL, allocator, &opened, NULL);
  hsp_direction_destroy(opened);
  return status;
}
static hsp_status created_with(const hsp_allocator *allocator) {
  hsp_direction *made;
  hsp_status status = hsp_direction_create(&beard_info, &everywhere, values, allocator, &made, NULL);
  hsp_direction_destroy(made);
  return status;
}
static hsp_status sums_with(const hsp_allocator *allocator) {
  hsp_statistics *made;
  hsp_status status = hsp_statistics_create(&sums_info, &everywhere, allocator, &made, NULL);
  hsp_statistics_destroy(made);
  return status;
}
static hsp_status combined_with(const hsp_allocator *allocator) {
  const hsp_direction *parts[] = {beard};
  double weight = 2;
  hsp_direction *made;
  hsp_status status = hsp_direction_combine(parts, &weight, 1, "twice", allocator, &made, NULL);
  hsp_direction_destroy(made);
  return status;
}
static hsp_status session_with(const hsp_allocator *allocator) {
  hsp_session_options options = threads(1);
  options.allocator = allocator;
  hsp_session *made;
  hsp_status status = hsp_session_create(model, &options, NULL, 0, &made, NULL);
  hsp_session_destroy(made);
  return status;
}
static hsp_status quantised_with(const hsp_allocator *allocator) {
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  return hsp_model_quantize(model, NULL, allocator, &sink, NULL);
}

static void allocators(void) {
  hsp_status (*const users[])(const hsp_allocator *) = {model_with, direction_with, created_with, session_with,
                                                        quantised_with, sums_with, combined_with};
  for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
    int open = 0;
    hsp_allocator allocator = {NULL, release_nothing, NULL};
    EXPECT(ERROR_ARGUMENT, users[i](&allocator));
    allocator.allocate = give_nothing;
    EXPECT(ERROR_MEMORY, users[i](&allocator));
    allocator.release = NULL;
    EXPECT(ERROR_ARGUMENT, users[i](&allocator));
    allocator = (hsp_allocator){give, take_back, &open};
    EXPECT(OK, users[i](&allocator));
    CHECK(open == 0);
    EXPECT(OK, users[i](NULL));
  }
}

/* ---- models */

static void models(void) {
  hsp_model_destroy(NULL);
  hsp_model_info info;
  info.struct_size = sizeof info;
  NEED(hsp_model_describe(model, &info));
  char key[8], value[8];
  EXPECT(ERROR_ARGUMENT, hsp_model_metadata(model, info.metadata, key, sizeof key, value, sizeof value));
  EXPECT(ERROR_ARGUMENT, hsp_model_metadata(model, UINT32_MAX, key, sizeof key, value, sizeof value));
  EXPECT(ERROR_ARGUMENT, hsp_model_metadata(model, 0, key, 0, value, sizeof value));
  EXPECT(ERROR_ARGUMENT, hsp_model_metadata(model, 0, key, sizeof key, value, 0));
  memset(key, 'x', sizeof key);
  EXPECT(OK, hsp_model_metadata(model, 0, key, 1, value, sizeof value));
  CHECK(key[0] == 0 && key[1] == 'x'); /* cut, and nothing behind */
  double *alpha_bar = malloc(info.timesteps * sizeof *alpha_bar);
  EXPECT(ERROR_ARGUMENT, hsp_model_schedule(model, alpha_bar, info.timesteps - 1));
  EXPECT(ERROR_ARGUMENT, hsp_model_schedule(model, alpha_bar, info.timesteps + 1));
  EXPECT(ERROR_ARGUMENT, hsp_model_schedule(model, alpha_bar, 0));
  EXPECT(OK, hsp_model_schedule(model, alpha_bar, info.timesteps));
  free(alpha_bar);
  EXPECT(OK, hsp_model_verify(model, NULL));
}

static int32_t stop_at_once(void *user, uint64_t done, uint64_t total) {
  (void)user;
  CHECK(done <= total);
  return 1;
}

static void report(void *user, const char *tensor, double relative_error) {
  ++*(int *)user;
  CHECK(*tensor && relative_error >= 0);
  hsp_model_info info;
  info.struct_size = sizeof info;
  EXPECT(OK, hsp_model_describe(model, &info)); /* the model may be in use */
}

static void quantisation(void) {
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  int reports = 0;
  hsp_quantize_options options;
  hsp_quantize_options_init(&options);
  options.flags = 1;
  EXPECT(ERROR_ARGUMENT, hsp_model_quantize(model, &options, NULL, &sink, NULL));
  options.flags = 0;
  options.report = report;
  options.user = &reports;
  EXPECT(OK, hsp_model_quantize(model, &options, NULL, &sink, NULL));
  CHECK(reports > 0);
  options.progress = stop_at_once;
  EXPECT(ERROR_CANCELLED, hsp_model_quantize(model, &options, NULL, &sink, &error));
  CHECK(error.status == HSP_ERROR_CANCELLED);
}

/* ---- sessions */

static void refused_options(hsp_status expected, hsp_session_options options, int line) {
  hsp_memory memory;
  memory.struct_size = sizeof memory;
  check_status(expected, hsp_session_memory(model, &options, &memory, &error), "memory of wrong options", line);
  hsp_session *made = session;
  check_status(expected, hsp_session_create(model, &options, NULL, 0, &made, &error), "wrong options", line);
  check(made == NULL && error.status == expected && error.message[0], "nothing was made", line);
}

static void session_options(void) {
#define WRONG(status, field, value)            \
  do {                                         \
    hsp_session_options options_ = threads(1); \
    options_.field = value;                    \
    refused_options(HSP_##status, options_, __LINE__); \
  } while (0)
  WRONG(ERROR_ARGUMENT, flags, 2);
  WRONG(ERROR_ARGUMENT, threads, -1);
  WRONG(ERROR_ARGUMENT, threads, 257);
  WRONG(ERROR_ARGUMENT, height, 16385);
  WRONG(ERROR_ARGUMENT, width, UINT32_MAX);
  WRONG(ERROR_FORMAT, height, 17);
  WRONG(ERROR_ARGUMENT, reserved, 1);
  WRONG(ERROR_ARGUMENT, program, "no such program");
  WRONG(ERROR_ARGUMENT, program, "");
  WRONG(ERROR_UNSUPPORTED, isa, "mmx");
  WRONG(ERROR_UNSUPPORTED, isa, "");
  WRONG(ERROR_ARGUMENT, weights, 3);
  WRONG(ERROR_ARGUMENT, reserved2, 1);
  WRONG(ERROR_MEMORY, memory_budget, 1);
  WRONG(ERROR_ARGUMENT, storage, 4);
  WRONG(ERROR_ARGUMENT, storage, HSP_STORAGE_INT8);
  WRONG(ERROR_ARGUMENT, skips, NO_SUCH);
}

static void session_memory(void) {
  hsp_memory needs;
  needs.struct_size = sizeof needs;
  NEED(hsp_session_memory(model, NULL, &needs, NULL));
  size_t size = (size_t)needs.bytes;
  char *block = malloc(size + needs.alignment);
  if (!block) exit(1);
  char *base = block + (needs.alignment - (uintptr_t)block % needs.alignment) % needs.alignment;
  hsp_session *made = session;
  EXPECT(ERROR_ARGUMENT, hsp_session_create(model, NULL, NULL, size, &made, NULL));
  CHECK(made == NULL);
  EXPECT(ERROR_ARGUMENT, hsp_session_create(model, NULL, base + 8, size, &made, NULL));
  EXPECT(ERROR_MEMORY, hsp_session_create(model, NULL, base, size - 1, &made, NULL));
  EXPECT(ERROR_MEMORY, hsp_session_create(model, NULL, base, 0, &made, NULL));
  NEED(hsp_session_create(model, NULL, base, size, &made, NULL));
  hsp_run_options run = steps(2);
  EXPECT(OK, hsp_session_sample(made, 1, &run));
  hsp_session_destroy(made);
  free(block);
}

/* A session that holds nothing yet. */
static void empty_session(void) {
  hsp_session *empty;
  NEED(hsp_session_create(model, NULL, NULL, 0, &empty, NULL));
  hsp_run_options run = steps(2);
  hsp_picture out = {sizeof out, SIDE, SIDE, 3, 3 * SIDE, NULL};
  out.pixels = pixels;
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  EXPECT(ERROR_STATE, hsp_session_get_picture(empty, &out));
  hsp_session_last_error(empty, &error);
  CHECK(error.status == HSP_ERROR_STATE && error.offset == -1 && error.operation[0] == 0);
  EXPECT(ERROR_STATE, hsp_session_invert(empty, &run));
  EXPECT(ERROR_STATE, hsp_session_edit(empty, NULL, 0, &run));
  EXPECT(ERROR_STATE, hsp_session_resume(empty, NULL, 0, NULL));
  EXPECT(ERROR_STATE, hsp_session_save(empty, &sink));
  for (int value = HSP_VALUE_X; value <= HSP_VALUE_H; value++)
    EXPECT(ERROR_STATE, hsp_session_read(empty, (hsp_value)value, values, value == HSP_VALUE_H ? H_COUNT : COUNT));
  hsp_latent_info info;
  info.struct_size = sizeof info;
  EXPECT(OK, hsp_session_describe(empty, &info));
  CHECK(info.phase == HSP_PHASE_EMPTY);
  hsp_session_last_error(empty, &error);
  CHECK(error.status == HSP_OK && error.message[0] == 0); /* of the last call, which was right */
  hsp_session_cancel(empty);
  EXPECT(OK, hsp_session_sample(empty, 1, &run)); /* it stopped nothing that began later */
  EXPECT(ERROR_STATE, hsp_session_resume(empty, NULL, 0, NULL));
  hsp_session_destroy(empty);
  hsp_session_destroy(NULL);
  hsp_session_cancel(NULL);

  char isa[4] = "xxx";
  hsp_session_isa(session, isa, 0);
  CHECK(isa[0] == 'x');
  hsp_session_isa(session, isa, 2);
  CHECK(isa[0] != 'x' && isa[1] == 0 && isa[2] == 'x');
}

/* ---- pictures, values */

static void pictures(void) {
  static const struct {
    hsp_status status;
    uint32_t width, height, channels;
    size_t stride;
  } wrong[] = {
      {HSP_ERROR_MISMATCH, SIDE - 1, SIDE, 3, 3 * SIDE}, {HSP_ERROR_MISMATCH, SIDE, SIDE + 1, 3, 3 * SIDE},
      {HSP_ERROR_MISMATCH, 0, SIDE, 3, 3 * SIDE},        {HSP_ERROR_ARGUMENT, SIDE, SIDE, 0, 3 * SIDE},
      {HSP_ERROR_ARGUMENT, SIDE, SIDE, 2, 3 * SIDE},     {HSP_ERROR_ARGUMENT, SIDE, SIDE, 5, 5 * SIDE},
      {HSP_ERROR_ARGUMENT, SIDE, SIDE, 3, 3 * SIDE - 1}, {HSP_ERROR_ARGUMENT, SIDE, SIDE, 3, 0},
      {HSP_ERROR_ARGUMENT, SIDE, SIDE, 3, SIZE_MAX},     {HSP_ERROR_ARGUMENT, UINT32_MAX, SIDE, 4, 4 * SIDE},
  };
  hsp_picture given = {sizeof given, SIDE, SIDE, 3, 3 * SIDE, NULL};
  given.pixels = pixels;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    given.width = wrong[i].width, given.height = wrong[i].height;
    given.channels = wrong[i].channels, given.stride = wrong[i].stride;
    check_status(wrong[i].status, hsp_session_set_picture(session, &given), "set_picture", __LINE__);
    check_status(wrong[i].status, hsp_session_get_picture(session, &given), "get_picture", __LINE__);
  }
  given = (hsp_picture){sizeof given, SIDE, SIDE, 4, 4 * SIDE, NULL};
  memset(&given.pixels, 0, sizeof given.pixels);
  EXPECT(ERROR_ARGUMENT, hsp_session_set_picture(session, &given));
  EXPECT(ERROR_ARGUMENT, hsp_session_get_picture(session, &given));
  given.pixels = pixels;
  EXPECT(OK, hsp_session_set_picture(session, &given));
  EXPECT(OK, hsp_session_get_picture(session, &given));
  CHECK(pixels[3] == 255);
}

static void given_values(void) {
  hsp_status (*const takers[])(hsp_session *, const float *, size_t) = {hsp_session_set_values,
                                                                        hsp_session_set_latent};
  static float bad[COUNT];
  for (int i = 0; i < 2; i++) {
    EXPECT(ERROR_ARGUMENT, takers[i](session, picture, COUNT - 1));
    EXPECT(ERROR_ARGUMENT, takers[i](session, picture, COUNT + 1));
    EXPECT(ERROR_ARGUMENT, takers[i](session, picture, 0));
    EXPECT(ERROR_ARGUMENT, takers[i](session, picture, SIZE_MAX));
    memcpy(bad, picture, sizeof bad);
    bad[COUNT - 1] = NAN;
    EXPECT(ERROR_ARGUMENT, takers[i](session, bad, COUNT));
    bad[COUNT - 1] = -INFINITY;
    EXPECT(ERROR_ARGUMENT, takers[i](session, bad, COUNT));
    EXPECT(OK, takers[i](session, picture, COUNT));
  }
  EXPECT(OK, hsp_session_set_noise(session, UINT64_MAX));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(session, (hsp_value)NO_SUCH, values, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(session, HSP_VALUE_MAX, values, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(session, HSP_VALUE_X, values, COUNT - 1));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(session, HSP_VALUE_X, values, SIZE_MAX));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(session, HSP_VALUE_H, values, COUNT));
  EXPECT(ERROR_STATE, hsp_session_read(session, HSP_VALUE_H, values, H_COUNT));
  EXPECT(OK, hsp_session_read(session, HSP_VALUE_X, values, COUNT));
}

/* ---- runs */

static void refused_run(hsp_run_options options, int line) {
  hsp_edit edit = {beard, 1};
  check(!hsp_session_set_values(session, picture, COUNT), "a picture", line);
  check_status(HSP_ERROR_ARGUMENT, hsp_session_invert(session, &options), "invert", line);
  check(!hsp_session_set_noise(session, 1), "noise", line);
  check_status(HSP_ERROR_ARGUMENT, hsp_session_edit(session, &edit, 1, &options), "edit", line);
  check_status(HSP_ERROR_ARGUMENT, hsp_session_sample(session, 1, &options), "sample", line);
}

static void run_options(void) {
#define WRONG_RUN(field, value)           \
  do {                                    \
    hsp_run_options options_ = steps(4);  \
    options_.field = value;               \
    refused_run(options_, __LINE__);      \
  } while (0)
  WRONG_RUN(flags, 16);
  WRONG_RUN(convention, 6);
  WRONG_RUN(steps, 0);
  WRONG_RUN(steps, 1);
  WRONG_RUN(steps, -5);
  WRONG_RUN(steps, 1001);
  WRONG_RUN(steps, INT32_MAX);
  WRONG_RUN(t0, -2);
  WRONG_RUN(t0, 0);
  WRONG_RUN(t0, 1000);
  WRONG_RUN(t0, 2);
  WRONG_RUN(t_edit, -1);
  WRONG_RUN(t_edit, 100001);
  WRONG_RUN(t_boost, -1);
  WRONG_RUN(t_boost, 401);
  WRONG_RUN(eta, -0.1f);
  WRONG_RUN(eta, 1.5f);
  WRONG_RUN(eta, NAN);
}

static void edits(void) {
  hsp_run_options run = steps(2);
  hsp_edit many[17];
  for (int i = 0; i < 17; i++) many[i] = (hsp_edit){beard, 1};
  NEED(hsp_session_set_noise(session, 1));
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, NULL, 1, &run));
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, many, 17, &run));
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, many, SIZE_MAX, &run));
  EXPECT(OK, hsp_session_edit(session, many, 16, &run));
  EXPECT(OK, hsp_session_edit(session, NULL, 0, &run));
  many[1].direction = NULL;
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, many, 2, &run));
  many[1] = (hsp_edit){beard, NAN};
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, many, 2, &run));
  many[1] = (hsp_edit){beard, INFINITY};
  EXPECT(ERROR_ARGUMENT, hsp_session_edit(session, many, 2, &run));
  hsp_session_last_error(session, &error);
  CHECK(error.status == HSP_ERROR_ARGUMENT && strstr(error.message, "edit 1"));

  hsp_direction_info other = beard_info;
  hsp_direction *stranger;
  other.identity[0] ^= 1;
  NEED(hsp_direction_create(&other, &everywhere, values, NULL, &stranger, NULL));
  many[0].direction = stranger;
  EXPECT(ERROR_MISMATCH, hsp_session_edit(session, many, 1, &run));
  hsp_direction_destroy(stranger);
  other = beard_info;
  other.height = 2;
  NEED(hsp_direction_create(&other, &everywhere, values, NULL, &stranger, NULL));
  many[0].direction = stranger;
  EXPECT(ERROR_MISMATCH, hsp_session_edit(session, many, 1, &run));
  hsp_direction_destroy(stranger);

  /* An inverted picture wants the steps that it was inverted with. */
  many[0].direction = beard;
  NEED(hsp_session_set_values(session, picture, COUNT));
  EXPECT(ERROR_STATE, hsp_session_edit(session, many, 1, &run)); /* before invert */
  EXPECT(OK, hsp_session_invert(session, &run));
  EXPECT(ERROR_STATE, hsp_session_invert(session, &run)); /* the picture is gone */
  run.steps = 3;
  EXPECT(ERROR_MISMATCH, hsp_session_edit(session, many, 1, &run));
  run.steps = 2;
  EXPECT(OK, hsp_session_edit(session, many, 1, &run));

  hsp_session_options plain = threads(1);
  plain.flags = HSP_SESSION_PLAIN;
  hsp_session *single;
  NEED(hsp_session_create(model, &plain, NULL, 0, &single, NULL));
  NEED(hsp_session_set_noise(single, 1));
  EXPECT(ERROR_UNSUPPORTED, hsp_session_edit(single, many, 1, &run));
  run.flags = HSP_RUN_SYMMETRIC;
  EXPECT(OK, hsp_session_edit(single, many, 1, &run));
  hsp_session_destroy(single);
}

/* ---- tensors */

static void tensors(void) {
  static float t[1] = {500}, h[H_COUNT], eps[COUNT];
  hsp_tensor good[] = {
      {"x", picture, COUNT, HSP_USE_INPUT}, {"t", t, 1, HSP_USE_INPUT}, {"eps", eps, COUNT, HSP_USE_OUTPUT}};
  hsp_tensor given[33];
  for (int i = 0; i < 33; i++) given[i] = good[i < 3 ? i : 2];
  EXPECT(OK, hsp_session_evaluate(session, given, 3));
  EXPECT(OK, hsp_session_evaluate(session, given, 32));
  EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given, 33));
  EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given, SIZE_MAX));
  EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given, 0));     /* no inputs */
  EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given, 1));     /* one of two */
  EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given + 1, 2)); /* the other */
#define WRONG_TENSOR(index, field, value)                             \
  do {                                                                \
    given[index] = good[index];                                       \
    given[index].field = value;                                       \
    EXPECT(ERROR_ARGUMENT, hsp_session_evaluate(session, given, 3));  \
    given[index] = good[index];                                       \
  } while (0)
  WRONG_TENSOR(2, name, "no such value");
  WRONG_TENSOR(2, name, "");
  WRONG_TENSOR(2, count, COUNT - 1);
  WRONG_TENSOR(2, count, SIZE_MAX);
  WRONG_TENSOR(1, count, 0);
  WRONG_TENSOR(0, use, HSP_USE_OUTPUT);
  WRONG_TENSOR(0, use, HSP_USE_ADD);
  WRONG_TENSOR(2, use, HSP_USE_INPUT);
  WRONG_TENSOR(2, use, (hsp_use)NO_SUCH);
  t[0] = NAN; /* gives what it gives */
  EXPECT(OK, hsp_session_evaluate(session, given, 3));
  t[0] = 500;
  given[2] = (hsp_tensor){"h", h, H_COUNT, HSP_USE_ADD};
  EXPECT(OK, hsp_session_evaluate(session, given, 3));

  uint32_t channels = 7, height = 7, width = 7;
  EXPECT(ERROR_ARGUMENT, hsp_session_extents(session, "no such value", &channels, &height, &width));
  EXPECT(ERROR_ARGUMENT, hsp_session_extents(session, "", &channels, &height, &width));
  CHECK(channels == 7 && height == 7 && width == 7);
  EXPECT(OK, hsp_session_extents(session, "h", &channels, &height, &width));
  CHECK(channels * height * width == H_COUNT);
}

/* ---- measuring */

static void measuring(void) {
  hsp_profile_entry entries[HSP_PROFILE_ENTRIES];
  hsp_run_options run = steps(2);
  size_t count = 0;
  EXPECT(ERROR_ARGUMENT, hsp_session_profile(session, 2));
  EXPECT(ERROR_ARGUMENT, hsp_session_profile(session, -1));
  EXPECT(OK, hsp_session_profile(session, 1));
  EXPECT(OK, hsp_session_profile_read(session, NULL, &count));
  CHECK(count == 0); /* nothing ran yet */
  EXPECT(OK, hsp_session_sample(session, 1, &run));
  EXPECT(OK, hsp_session_profile_read(session, NULL, &count));
  CHECK(count > 0 && count <= HSP_PROFILE_ENTRIES);
  size_t needed = count;
  count = needed - 1;
  EXPECT(ERROR_ARGUMENT, hsp_session_profile_read(session, entries, &count));
  CHECK(count == needed);
  count = 0;
  EXPECT(ERROR_ARGUMENT, hsp_session_profile_read(session, entries, &count));
  count = SIZE_MAX;
  EXPECT(OK, hsp_session_profile_read(session, entries, &count));
  CHECK(count == needed);
  EXPECT(OK, hsp_session_profile(session, 0));

  double rate = -1;
  EXPECT(ERROR_ARGUMENT, hsp_peak(NULL, (hsp_arithmetic)0, &rate, &error));
  EXPECT(ERROR_ARGUMENT, hsp_peak("base", (hsp_arithmetic)NO_SUCH, &rate, NULL));
  EXPECT(ERROR_UNSUPPORTED, hsp_peak("mmx", HSP_ARITHMETIC_FLOAT, &rate, &error));
  CHECK(rate == -1 && error.status == HSP_ERROR_UNSUPPORTED);
}

/* ---- directions */

static void directions(void) {
  static const int32_t falling[] = {500, 100}, equal[] = {500, 500}, rising[] = {100, 500}, mixed[] = {500, -1},
                       negative = -2, late = 100000, early = 7;
  static float two[2 * H_COUNT];
  hsp_direction *made = beard;
#define WRONG_INFO(field, value)                                                                     \
  do {                                                                                               \
    hsp_direction_info info_ = beard_info;                                                           \
    info_.field = value;                                                                             \
    EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info_, &everywhere, values, NULL, &made, &error));  \
    CHECK(made == NULL && error.message[0] != 0);                                                    \
  } while (0)
  WRONG_INFO(entries, 0);
  WRONG_INFO(entries, 10001);
  WRONG_INFO(entries, UINT32_MAX);
  WRONG_INFO(channels, 0);
  WRONG_INFO(height, 0);
  WRONG_INFO(width, 0);
  WRONG_INFO(steps, 100001);
  WRONG_INFO(name[0], 0);
  WRONG_INFO(name[0], (char)0xff); /* not UTF-8 */
  hsp_direction_info info = beard_info;
  info.channels = info.height = info.width = UINT32_MAX;
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, &everywhere, values, NULL, &made, NULL));
  info = beard_info;
  memset(info.name, 'x', sizeof info.name); /* without end */
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, &everywhere, values, NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&beard_info, &negative, values, NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&beard_info, &late, values, NULL, &made, NULL));
  info = beard_info;
  info.entries = 2;
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, equal, two, NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, rising, two, NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, mixed, two, NULL, &made, NULL));
  two[H_COUNT] = INFINITY;
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, falling, two, NULL, &made, NULL));
  two[H_COUNT] = 3;
  NEED(hsp_direction_create(&info, falling, two, NULL, &made, NULL));
  int32_t timestep = 0;
  EXPECT(ERROR_ARGUMENT, hsp_direction_values(made, 2, &timestep, values, H_COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_direction_values(made, UINT32_MAX, &timestep, values, H_COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_direction_values(made, 0, &timestep, values, H_COUNT - 1));
  EXPECT(ERROR_ARGUMENT, hsp_direction_values(made, 0, &timestep, values, 0));
  two[H_COUNT] = 4; /* its own copy */
  EXPECT(OK, hsp_direction_values(made, 1, &timestep, values, H_COUNT));
  CHECK(timestep == 100 && values[0] == 3);
  hsp_direction_destroy(made);
  hsp_direction_destroy(NULL);
  NEED(hsp_direction_create(&beard_info, &early, values, NULL, &made, NULL));
  hsp_direction_info described;
  described.struct_size = sizeof described;
  EXPECT(OK, hsp_direction_describe(made, &described));
  CHECK(described.entries == 1 && !strcmp(described.name, beard_info.name));
  hsp_direction_destroy(made);

  hsp_source source = hsp_from_path(beard_path);
  EXPECT(ERROR_ARGUMENT, hsp_direction_open(&source, "moustache", NULL, &made, &error));
  EXPECT(ERROR_ARGUMENT, hsp_direction_open(&source, "", NULL, &made, &error));
  CHECK(made == NULL);
  NEED(hsp_direction_open(&source, "beard", NULL, &made, NULL));
  hsp_direction_destroy(made);
}

/* ---- directions of directions, statistics */

static void combinations(void) {
  const hsp_direction *parts[17];
  double weights[17];
  hsp_direction *made = beard, *other;
  for (int i = 0; i < 17; i++) parts[i] = beard, weights[i] = 1;
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, 0, "sum", NULL, &made, &error));
  CHECK(made == NULL && error.message[0] != 0);
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, 17, "sum", NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, SIZE_MAX, "sum", NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, 1, "", NULL, &made, NULL));
  weights[0] = NAN;
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, 1, "sum", NULL, &made, NULL));
  weights[0] = 1e300;
  EXPECT(ERROR_ARGUMENT, hsp_direction_combine(parts, weights, 1, "sum", NULL, &made, NULL));
  weights[0] = 1;
  EXPECT(ERROR_MISMATCH, hsp_direction_project(beard, parts, 1, "rest", NULL, &made, &error)); /* nothing is left */
  CHECK(made == NULL && error.message[0] != 0);
  EXPECT(ERROR_ARGUMENT, hsp_direction_project(beard, parts, 0, "rest", NULL, &made, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_direction_project(beard, parts, 17, "rest", NULL, &made, NULL));
  hsp_noise(3, 1, values, H_COUNT);
  NEED(hsp_direction_create(&beard_info, &everywhere, values, NULL, &other, NULL));
  EXPECT(ERROR_MISMATCH, hsp_direction_project(other, parts, 2, "rest", NULL, &made, NULL)); /* the same twice */
  EXPECT(ERROR_ARGUMENT, hsp_direction_project(other, parts, 1, "", NULL, &made, NULL));
  EXPECT(OK, hsp_direction_project(other, parts, 1, "rest", NULL, &made, NULL));
  hsp_direction_destroy(made);
  hsp_direction_destroy(other);
}

static void statistics(void) {
  static double mean[H_COUNT], matrix[4], coefficients[2] = {1, -1};
  static const int32_t rising[] = {100, 500};
  hsp_statistics *made = sums;
  hsp_direction *found = beard;
  hsp_statistics_info info = sums_info;
  uint64_t ids[2];
  int32_t timestep = 0;
  hsp_statistics_destroy(NULL);
#define WRONG_SUMS(field, value)                                                           \
  do {                                                                                     \
    hsp_statistics_info info_ = sums_info;                                                 \
    info_.field = value;                                                                   \
    EXPECT(ERROR_ARGUMENT, hsp_statistics_create(&info_, &everywhere, NULL, &made, &error)); \
    CHECK(made == NULL && error.message[0] != 0);                                          \
  } while (0)
  WRONG_SUMS(struct_size, 4);
  WRONG_SUMS(kind, NO_SUCH);
  WRONG_SUMS(entries, 0);
  WRONG_SUMS(entries, UINT32_MAX);
  WRONG_SUMS(channels, 0);
  WRONG_SUMS(value, NO_SUCH);
  WRONG_SUMS(phase, HSP_PHASE_DONE);
  WRONG_SUMS(convention, NO_SUCH);
  WRONG_SUMS(steps, INT32_MIN);
  WRONG_SUMS(t0, INT32_MIN);
  WRONG_SUMS(eta, NAN);
  WRONG_SUMS(rank, 1);
  WRONG_SUMS(flags, HSP_STATISTICS_JOINT);
  info.entries = 2;
  EXPECT(ERROR_ARGUMENT, hsp_statistics_create(&info, rising, NULL, &made, NULL));
  info = sums_info;
  info.capacity = UINT64_MAX;
  EXPECT(ERROR_MEMORY, hsp_statistics_create(&info, &everywhere, NULL, &made, NULL));

  EXPECT(ERROR_STATE, hsp_statistics_commit(sums, &error));
  EXPECT(ERROR_STATE, hsp_statistics_put(sums, -1, values, H_COUNT, &error));
  EXPECT(ERROR_STATE, hsp_statistics_mean(sums, 0, mean, H_COUNT, &error));
  EXPECT(OK, hsp_statistics_samples(sums, NULL, 0));
  for (uint64_t id = 1; id <= 2; id++) {
    NEED(hsp_statistics_begin(sums, id, NULL));
    EXPECT(ERROR_STATE, hsp_statistics_commit(sums, NULL));
    EXPECT(ERROR_ARGUMENT, hsp_statistics_put(sums, 0, values, H_COUNT, NULL));
    EXPECT(ERROR_ARGUMENT, hsp_statistics_put(sums, -1, values, H_COUNT - 1, NULL));
    EXPECT(ERROR_ARGUMENT, hsp_statistics_put(sums, -1, values, SIZE_MAX, NULL));
    hsp_noise(id, 9, values, H_COUNT);
    NEED(hsp_statistics_put(sums, -1, values, H_COUNT, NULL));
    NEED(hsp_statistics_commit(sums, NULL));
  }
  EXPECT(ERROR_MISMATCH, hsp_statistics_begin(sums, 2, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_begin(sums, 3, &error)); /* capacity 2 */
  EXPECT(ERROR_ARGUMENT, hsp_statistics_merge(sums, sums, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_mean(sums, 1, mean, H_COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_mean(sums, UINT32_MAX, mean, H_COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_mean(sums, 0, mean, SIZE_MAX, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_samples(sums, ids, 3));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_samples(sums, NULL, 2));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_timesteps(sums, &timestep, 2));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_values(sums, 2, 0, values, H_COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_values(sums, UINT64_MAX, 0, values, H_COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_values(sums, 0, 1, values, H_COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_values(sums, 0, 0, values, 0, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_matrices(sums, 1, matrix, matrix, 2, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_matrices(sums, 0, matrix, matrix, SIZE_MAX, &error));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_direction(sums, coefficients, 1, "d", NULL, &found, &error));
  CHECK(found == NULL && error.message[0] != 0);
  EXPECT(ERROR_ARGUMENT, hsp_statistics_direction(sums, coefficients, SIZE_MAX, "d", NULL, &found, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_statistics_direction(sums, coefficients, 2, "", NULL, &found, NULL));
  EXPECT(OK, hsp_statistics_direction(sums, coefficients, 2, "d", NULL, &found, NULL));
  hsp_direction_destroy(found);
  EXPECT(ERROR_ARGUMENT, hsp_statistics_difference(sums, sums, "", NULL, &found, NULL));
  EXPECT(OK, hsp_statistics_difference(sums, sums, "d", NULL, &found, NULL));
  hsp_direction_destroy(found);
  info.struct_size = 4;
  EXPECT(ERROR_ARGUMENT, hsp_statistics_describe(sums, &info));
  hsp_step step = {sizeof step, HSP_PHASE_INVERTING, 0, 1, -1, -1};
  CHECK(hsp_statistics_hook(NULL, &step, values, H_COUNT) < 0);
  CHECK(hsp_statistics_hook(sums, &step, values, H_COUNT) < 0); /* no sample was begun */
  step.t = 5;
  CHECK(hsp_statistics_hook(sums, &step, values, H_COUNT) == HSP_HOOK_KEEP);
  CHECK(hsp_sample_id(NULL, 0) == hsp_sample_id("", 0) && hsp_sample_id("a", 1) != hsp_sample_id("b", 1));
}

/* ---- boundaries */

static void boundaries(void) {
  static float point[H_COUNT], other[H_COUNT];
  for (int i = 0; i < H_COUNT; i++) point[i] = other[i] = (float)(i % 5) - 2;
  double distance = -7, length = 0;
  EXPECT(OK, hsp_direction_place(beard, 0, 0, 3, point, H_COUNT, &error));
  EXPECT(OK, hsp_direction_distance(beard, 0, 0, point, H_COUNT, &distance, NULL));
  CHECK(fabs(distance - 3) < 1e-4);
  EXPECT(OK, hsp_direction_distance(beard, 0, HSP_BOUNDARY_INTERCEPT, point, H_COUNT, &length, NULL));
  CHECK(length == distance); /* beard has no intercept */
  memcpy(point, other, sizeof point);
  distance = -7;
#define WRONG_PLACE(index, flags, d, count)                                                       \
  do {                                                                                            \
    EXPECT(ERROR_ARGUMENT, hsp_direction_place(beard, index, flags, d, point, count, &error));    \
    CHECK(error.status == HSP_ERROR_ARGUMENT && error.message[0] != 0);                           \
  } while (0)
#define WRONG_DISTANCE(index, flags, count)                                                                \
  do {                                                                                                     \
    EXPECT(ERROR_ARGUMENT, hsp_direction_distance(beard, index, flags, point, count, &distance, &error));  \
    WRONG_PLACE(index, flags, 1, count);                                                                   \
  } while (0)
  WRONG_DISTANCE(1, 0, H_COUNT);
  WRONG_DISTANCE(UINT32_MAX, 0, H_COUNT);
  WRONG_DISTANCE(0, 2, H_COUNT);
  WRONG_DISTANCE(0, 0, H_COUNT - 1);
  WRONG_DISTANCE(0, 0, 0);
  WRONG_DISTANCE(0, 0, SIZE_MAX);
  WRONG_PLACE(0, 0, NAN, H_COUNT);
  WRONG_PLACE(0, 0, -INFINITY, H_COUNT);
  WRONG_PLACE(0, 0, 1e60, H_COUNT);
  CHECK(distance == -7 && !memcmp(point, other, sizeof point));
  point[7] = NAN;
  WRONG_DISTANCE(0, 0, H_COUNT);

  hsp_direction_info info = beard_info;
  hsp_direction *made;
  info.intercept = NAN;
  EXPECT(ERROR_ARGUMENT, hsp_direction_create(&info, &everywhere, values, NULL, &made, NULL));
  info.intercept = 2;
  strcpy(info.name, "another");
  static const float nothing[H_COUNT] = {0};
  NEED(hsp_direction_create(&info, &everywhere, nothing, NULL, &made, NULL));
  point[7] = 0;
  EXPECT(ERROR_ARGUMENT, hsp_direction_distance(made, 0, 0, point, H_COUNT, &distance, NULL)); /* no normal */

  hsp_sink sink = hsp_to_writer(swallow, NULL);
  const hsp_direction *several[33] = {beard, made, beard};
  EXPECT(OK, hsp_directions_save(several, 2, &sink, &error));
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several, 0, &sink, &error));
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several, 3, &sink, &error)); /* the same name */
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several + 1, 3, &sink, &error)); /* NULL */
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several, 33, &sink, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several, SIZE_MAX, &sink, NULL));
  sink.flags = 1;
  EXPECT(ERROR_ARGUMENT, hsp_directions_save(several, 2, &sink, NULL));
  hsp_direction_destroy(made);
  info.identity[0] ^= 1;
  NEED(hsp_direction_create(&info, &everywhere, nothing, NULL, &made, NULL));
  several[1] = made;
  sink.flags = 0;
  EXPECT(ERROR_MISMATCH, hsp_directions_save(several, 2, &sink, &error));
  hsp_direction_destroy(made);
}

/* ---- callbacks */

/* Every call that a session refuses in its own callbacks, and those that it allows. */
static void call_back(hsp_session *busy) {
  static float t[1] = {500}, read[COUNT];
  hsp_tensor inputs[] = {{"x", picture, COUNT, HSP_USE_INPUT}, {"t", t, 1, HSP_USE_INPUT}};
  hsp_picture out = {sizeof out, SIDE, SIDE, 3, 3 * SIDE, NULL};
  out.pixels = pixels;
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  hsp_source source = hsp_from_path(latent_path);
  hsp_edit edit = {beard, 1};
  hsp_latent_info info;
  info.struct_size = sizeof info;
  uint32_t extents[3];
  size_t count = 0;
  EXPECT(ERROR_BUSY, hsp_session_set_picture(busy, &out));
  EXPECT(ERROR_BUSY, hsp_session_get_picture(busy, &out));
  EXPECT(ERROR_BUSY, hsp_session_set_values(busy, picture, COUNT));
  EXPECT(ERROR_BUSY, hsp_session_set_latent(busy, picture, COUNT));
  EXPECT(ERROR_BUSY, hsp_session_set_noise(busy, 1));
  EXPECT(ERROR_BUSY, hsp_session_save(busy, &sink));
  EXPECT(ERROR_BUSY, hsp_session_load(busy, &source));
  EXPECT(ERROR_BUSY, hsp_session_describe(busy, &info));
  EXPECT(ERROR_BUSY, hsp_session_invert(busy, NULL));
  EXPECT(ERROR_BUSY, hsp_session_edit(busy, &edit, 1, NULL));
  EXPECT(ERROR_BUSY, hsp_session_sample(busy, 1, NULL));
  EXPECT(ERROR_BUSY, hsp_session_resume(busy, &edit, 1, NULL));
  EXPECT(ERROR_BUSY, hsp_session_evaluate(busy, inputs, 2));
  EXPECT(ERROR_BUSY, hsp_session_extents(busy, "x", &extents[0], &extents[1], &extents[2]));
  EXPECT(ERROR_BUSY, hsp_session_profile(busy, 1));
  EXPECT(ERROR_BUSY, hsp_session_profile_read(busy, NULL, &count));
  hsp_session_destroy(busy); /* ignored */
  EXPECT(OK, hsp_session_read(busy, HSP_VALUE_X, read, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_session_read(busy, HSP_VALUE_X, read, 1));
  hsp_session_last_error(busy, &error);
  CHECK(error.status == HSP_ERROR_ARGUMENT);
  char isa[16];
  hsp_session_isa(busy, isa, sizeof isa);
  CHECK(isa[0] != 0);
}

typedef struct caller {
  hsp_session *session;
  int calls;
  const char *bytes;
} caller;

static int32_t in_step(void *user, const hsp_step *step) {
  caller *c = user;
  c->calls++;
  CHECK(step->step < step->total);
  call_back(c->session);
  return 0;
}
static int32_t in_hook(void *user, const hsp_step *step, float *h, size_t count) {
  caller *c = user;
  c->calls++;
  CHECK(count == H_COUNT && h[0] == h[0] && step->t >= 0);
  call_back(c->session);
  return HSP_HOOK_KEEP;
}
static int32_t in_noise(void *user, const hsp_step *step, float *noise, size_t count) {
  caller *c = user;
  c->calls++;
  hsp_noise(3, step->step, noise, count);
  call_back(c->session);
  return 0;
}
static int32_t in_write(void *user, const void *bytes, size_t size) {
  caller *c = user;
  c->calls++;
  CHECK(bytes != NULL && size > 0);
  call_back(c->session);
  return 0;
}
static int32_t in_read(void *user, uint64_t offset, void *destination, size_t size) {
  caller *c = user;
  c->calls++;
  memcpy(destination, c->bytes + offset, size);
  call_back(c->session);
  return 0;
}
static void in_parallel_for(void *user, int32_t lanes, void (*task)(void *context, int32_t lane), void *context) {
  caller *c = user;
  if (c->session && c->calls++ == 0) call_back(c->session);
  for (int32_t lane = lanes; lane-- > 0;) task(context, lane);
}

static void callbacks(void) {
  caller c = {session, 0, NULL};
  hsp_run_options run = steps(2);
  hsp_edit edit = {beard, 1};
  run.progress = in_step, run.progress_user = &c;
  run.hook = in_hook, run.hook_user = &c;
  run.noise = in_noise, run.noise_user = &c;
  run.eta = 1;
  NEED(hsp_session_set_values(session, picture, COUNT));
  EXPECT(OK, hsp_session_invert(session, &run));
  EXPECT(OK, hsp_session_edit(session, &edit, 1, &run));
  CHECK(c.calls == 2 + 3 * 2);
  EXPECT(OK, hsp_session_sample(session, 1, &run));

  static char file[65536];
  c.calls = 0;
  hsp_sink sink = hsp_to_writer(in_write, &c);
  EXPECT(OK, hsp_session_save(session, &sink));
  CHECK(c.calls > 0);
  sink = hsp_to_path(latent_path);
  NEED(hsp_session_save(session, &sink));
  FILE *saved = fopen(latent_path, "rb");
  size_t size = saved ? fread(file, 1, sizeof file, saved) : 0;
  if (saved) fclose(saved);
  c.bytes = file, c.calls = 0;
  hsp_source source = hsp_from_reader(in_read, &c, size);
  EXPECT(OK, hsp_session_load(session, &source));
  CHECK(c.calls > 0);

  hsp_session_options options = threads(3);
  caller lanes = {NULL, 0, NULL};
  options.parallel_for = in_parallel_for, options.parallel_user = &lanes;
  NEED(hsp_session_create(model, &options, NULL, 0, &lanes.session, NULL));
  NEED(hsp_session_set_noise(lanes.session, 1));
  run = steps(2);
  EXPECT(OK, hsp_session_edit(lanes.session, NULL, 0, &run));
  CHECK(lanes.calls > 0);
  hsp_session_destroy(lanes.session);
}

/* ---- order */

static int32_t cancel_by_answer(void *user, const hsp_step *step) {
  (void)user, (void)step;
  return 1;
}
static int32_t cancel_by_call(void *user, const hsp_step *step) {
  (void)step;
  hsp_session_cancel(user);
  return 0;
}
static int32_t answer_nonsense(void *user, const hsp_step *step, float *h, size_t count) {
  (void)user, (void)step, (void)h, (void)count;
  return NO_SUCH;
}
static int32_t no_noise(void *user, const hsp_step *step, float *noise, size_t count) {
  (void)user, (void)step, (void)noise, (void)count;
  return 1;
}
static int32_t bad_noise(void *user, const hsp_step *step, float *noise, size_t count) {
  (void)user, (void)step;
  for (size_t i = 0; i < count; i++) noise[i] = NAN;
  return 0;
}

/* What is cancelled can be resumed with the same edits, and with nothing else. */
static void cancelled_runs(void) {
  hsp_run_options run = steps(3), once_more = steps(3);
  hsp_edit edit = {beard, 1}, weaker = {beard, 0.5f};
  static float whole[COUNT];
  run.t_edit = 0;
  NEED(hsp_session_set_noise(session, 1));
  NEED(hsp_session_edit(session, &edit, 1, &run));
  NEED(hsp_session_read(session, HSP_VALUE_X, whole, COUNT));
  run.progress = cancel_by_answer;
  EXPECT(ERROR_CANCELLED, hsp_session_edit(session, &edit, 1, &run));
  EXPECT(ERROR_MISMATCH, hsp_session_resume(session, NULL, 0, NULL));
  EXPECT(ERROR_MISMATCH, hsp_session_resume(session, &weaker, 1, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_session_resume(session, NULL, 1, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_session_resume(session, &edit, SIZE_MAX, NULL));
  run.progress = cancel_by_call, run.progress_user = session;
  EXPECT(ERROR_CANCELLED, hsp_session_resume(session, &edit, 1, &run));

  /* The direction of the beginning is not needed: one with the same values will do. */
  hsp_source source = hsp_from_path(beard_path);
  hsp_direction *again;
  NEED(hsp_direction_open(&source, NULL, NULL, &again, NULL));
  edit.direction = again;
  EXPECT(OK, hsp_session_resume(session, &edit, 1, NULL));
  hsp_direction_destroy(again);
  edit.direction = beard;
  EXPECT(OK, hsp_session_read(session, HSP_VALUE_X, values, COUNT));
  CHECK(memcmp(whole, values, sizeof whole) == 0);
  EXPECT(ERROR_STATE, hsp_session_resume(session, &edit, 1, NULL));

  once_more.hook = answer_nonsense;
  EXPECT(ERROR_CANCELLED, hsp_session_sample(session, 1, &once_more));
  once_more = steps(3);
  once_more.eta = 1;
  once_more.noise = no_noise;
  EXPECT(ERROR_CANCELLED, hsp_session_sample(session, 1, &once_more));
  once_more.noise = bad_noise;
  EXPECT(ERROR_ARGUMENT, hsp_session_sample(session, 1, &once_more));
}

/* Handles may go as soon as the header says so. */
static void order(void) {
  hsp_run_options run = steps(3);
  hsp_model *own;
  hsp_source source = hsp_from_path(path);
  int open = 0;
  {
    hsp_allocator allocator = {give, take_back, &open};
    NEED(hsp_model_open(&source, &allocator, &own, NULL));
    memset(&allocator, 0, sizeof allocator); /* it was copied */
  }
  hsp_session *first, *second;
  hsp_session_options options = threads(2);
  char isa[8] = "base";
  options.isa = isa;
  NEED(hsp_session_create(own, &options, NULL, 0, &first, NULL));
  memset(isa, 'x', sizeof isa);
  options.isa = NULL;
  options.weights = HSP_WEIGHTS_STREAMED;
  NEED(hsp_session_create(own, &options, NULL, 0, &second, NULL));
  hsp_direction *direction;
  NEED(hsp_direction_create(&beard_info, &everywhere, picture, NULL, &direction, NULL));
  hsp_edit edit = {direction, 1};
  run.progress = cancel_by_answer;
  NEED(hsp_session_set_noise(first, 1));
  NEED(hsp_session_set_noise(second, 1));
  EXPECT(ERROR_CANCELLED, hsp_session_edit(first, &edit, 1, &run));
  EXPECT(ERROR_CANCELLED, hsp_session_edit(second, &edit, 1, &run));
  hsp_direction_destroy(direction); /* edits are borrowed for the call */
  hsp_sink sink = hsp_to_path(latent_path);
  EXPECT(OK, hsp_session_save(first, &sink));
  hsp_session_destroy(first); /* in the midst of a run */
  EXPECT(OK, hsp_session_sample(second, 1, NULL));
  hsp_session_destroy(second);
  EXPECT(OK, hsp_model_verify(own, NULL)); /* sessions may go before their model */
  hsp_model_destroy(own);
  CHECK(open == 0);
  NEED(hsp_direction_create(&beard_info, &everywhere, picture, NULL, &direction, NULL));
  edit.direction = direction;
  source = hsp_from_path(latent_path);
  EXPECT(OK, hsp_session_load(session, &source));
  EXPECT(OK, hsp_session_resume(session, &edit, 1, NULL));
  hsp_direction_destroy(direction);
}

/* ---- two threads */

typedef struct worker {
  pthread_t thread;
  hsp_status status;
  float result[COUNT];
} worker;

/* One thread of two that share a model and a direction: everything that the header lets both do at once. */
static hsp_status share(worker *w) {
  hsp_session *own;
  hsp_session_options options = threads(2);
  hsp_run_options run = steps(3);
  hsp_edit edit = {beard, 1};
  hsp_status status = hsp_session_create(model, &options, NULL, 0, &own, NULL);
  if (status) return status;
  status = hsp_session_set_values(own, picture, COUNT);
  if (!status) status = hsp_session_invert(own, &run);
  if (!status) status = hsp_session_edit(own, &edit, 1, &run);
  if (!status) status = hsp_session_read(own, HSP_VALUE_X, w->result, COUNT);
  hsp_session_destroy(own);
  if (status) return status;

  hsp_model_info info;
  info.struct_size = sizeof info;
  hsp_memory memory;
  memory.struct_size = sizeof memory;
  hsp_direction_info described;
  described.struct_size = sizeof described;
  hsp_file_info file_info;
  file_info.struct_size = sizeof file_info;
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  hsp_source source = hsp_from_path(path);
  char key[32], value[32];
  double alpha_bar[1000], rate;
  float h[H_COUNT];
  int32_t timestep, sequence[10];
  if (!*hsp_version() || !hsp_abi_version() || !*hsp_status_string(HSP_OK)) return HSP_ERROR_STATE;
  hsp_noise(1, 2, h, H_COUNT);
  if ((status = hsp_model_describe(model, &info)) || (status = hsp_model_verify(model, NULL)) ||
      (status = hsp_model_metadata(model, 0, key, sizeof key, value, sizeof value)) ||
      (status = hsp_model_schedule(model, alpha_bar, 1000)) ||
      (status = hsp_model_quantize(model, NULL, NULL, &sink, NULL)) ||
      (status = hsp_session_memory(model, NULL, &memory, NULL)) ||
      (status = hsp_direction_describe(beard, &described)) ||
      (status = hsp_direction_values(beard, 0, &timestep, h, H_COUNT)) ||
      (status = hsp_direction_save(beard, &sink, NULL)) || (status = hsp_file_inspect(&source, &file_info, NULL)) ||
      (status = hsp_peak("base", HSP_ARITHMETIC_FLOAT, &rate, NULL)) ||
      (status = hsp_schedule(HSP_SCHEDULE_LINEAR, 0.01, 0.01, alpha_bar, 1000)) ||
      (status = hsp_timesteps(HSP_STEPS_LEADING, 10, -1, 1000, sequence, NULL)))
    return status;
  return HSP_OK;
}

static void *run_share(void *user) {
  worker *w = user;
  w->status = share(w);
  return NULL;
}

static void sharing(void) {
  static worker workers[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&workers[i].thread, NULL, run_share, &workers[i])) exit(1);
  for (int i = 0; i < 2; i++) {
    pthread_join(workers[i].thread, NULL);
    check_status(HSP_OK, workers[i].status, "a thread's calls", __LINE__);
  }
  CHECK(memcmp(workers[0].result, workers[1].result, sizeof workers[0].result) == 0);
}

/* A session that another thread created and used, one after the other. */
static void *use_session(void *user) {
  static worker w;
  hsp_run_options run = steps(2);
  w.status = hsp_session_sample(user, 1, &run);
  return &w;
}

/* One run, and the thread that cancels it. */
typedef struct cancelling {
  hsp_session *session;
  pthread_mutex_t mutex;
  pthread_cond_t begun;
  int steps;
} cancelling;

static int32_t say_begun(void *user, const hsp_step *step) {
  cancelling *c = user;
  (void)step;
  pthread_mutex_lock(&c->mutex);
  c->steps++;
  pthread_cond_signal(&c->begun);
  pthread_mutex_unlock(&c->mutex);
  return 0;
}

static void *cancel_when_begun(void *user) {
  cancelling *c = user;
  pthread_mutex_lock(&c->mutex);
  while (c->steps == 0) pthread_cond_wait(&c->begun, &c->mutex);
  pthread_mutex_unlock(&c->mutex);
  hsp_session_cancel(c->session);
  return NULL;
}

static void cancelling_threads(void) {
  for (uint32_t weights = HSP_WEIGHTS_MAPPED; weights <= HSP_WEIGHTS_MEMORY; weights++) {
    cancelling c = {.mutex = PTHREAD_MUTEX_INITIALIZER, .begun = PTHREAD_COND_INITIALIZER};
    hsp_session_options options = threads(2);
    options.weights = weights;
    NEED(hsp_session_create(model, &options, NULL, 0, &c.session, NULL));
    pthread_t thread;
    void *used;
    if (pthread_create(&thread, NULL, use_session, c.session)) exit(1);
    pthread_join(thread, &used);
    CHECK(((worker *)used)->status == HSP_OK);
    hsp_run_options run = steps(1000);
    run.progress = say_begun, run.progress_user = &c;
    if (pthread_create(&thread, NULL, cancel_when_begun, &c)) exit(1);
    EXPECT(ERROR_CANCELLED, hsp_session_sample(c.session, 1, &run));
    pthread_join(thread, NULL);
    CHECK(c.steps >= 1 && c.steps < 1000);
    hsp_session_destroy(c.session);
  }
}

/* ---- codes */

enum { CODE_STEPS = 2 };

static float entries[CODE_STEPS + 1][COUNT];
static int refuse_entries;

static int32_t take_entry(void *user, const hsp_step *step, uint32_t entry, const float *given, size_t count) {
  (void)step;
  if (user) EXPECT(ERROR_BUSY, hsp_session_encode(user, NULL));
  if (refuse_entries || entry > CODE_STEPS || count != COUNT) return 1;
  memcpy(entries[entry], given, sizeof entries[entry]);
  return 0;
}
static int32_t give_entry(void *user, uint32_t entry, float *given, size_t count) {
  if (user) EXPECT(ERROR_BUSY, hsp_session_decode(user, NULL, 0, NULL));
  if (refuse_entries || entry > CODE_STEPS || count != COUNT) return 1;
  memcpy(given, entries[entry], sizeof entries[entry]);
  return 0;
}

static hsp_run_options code_steps(void) {
  hsp_run_options run = steps(CODE_STEPS);
  run.eta = 0.5f;
  run.code = take_entry, run.code_user = session;
  return run;
}

/* What encoders and decoders refuse, and that what the session holds stays. */
static void coding(void) {
  hsp_run_options run = code_steps();
  NEED(hsp_session_set_noise(session, 1));
  EXPECT(ERROR_STATE, hsp_session_encode(session, &run));
  EXPECT(ERROR_STATE, hsp_session_diffuse(session, &run));
  EXPECT(ERROR_ARGUMENT, hsp_session_decode(session, NULL, 0, &run));
  NEED(hsp_session_set_values(session, picture, COUNT));
  hsp_sink sink = hsp_to_writer(swallow, NULL);
  EXPECT(ERROR_STATE, hsp_session_save_code(session, give_entry, NULL, &sink));
  float bad_etas[3] = {0, NAN, 1};
  run.etas = bad_etas, run.eta_count = CODE_STEPS;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run.eta_count = 0;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run.eta_count = SIZE_MAX;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run.etas = NULL;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run = code_steps();
  run.reserved = 1;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run = code_steps(), run.skip = CODE_STEPS;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run = code_steps(), run.variance = NO_SUCH;
  EXPECT(ERROR_ARGUMENT, hsp_session_encode(session, &run));
  run = code_steps(), run.chain = NO_SUCH;
  EXPECT(ERROR_ARGUMENT, hsp_session_diffuse(session, &run));
  run = code_steps(), run.variance = HSP_VARIANCE_LEARNED;
  EXPECT(ERROR_MISMATCH, hsp_session_encode(session, &run));
  run = code_steps(), run.noise = bad_noise;
  EXPECT(ERROR_ARGUMENT, hsp_session_diffuse(session, &run));
  run.noise = no_noise;
  EXPECT(ERROR_CANCELLED, hsp_session_diffuse(session, &run));
  NEED(hsp_session_read(session, HSP_VALUE_X, values, COUNT));
  CHECK(memcmp(values, picture, sizeof values) == 0);

  run = code_steps();
  refuse_entries = 1;
  EXPECT(ERROR_CANCELLED, hsp_session_encode(session, &run));
  refuse_entries = 0;
  run.progress = cancel_by_answer;
  EXPECT(ERROR_CANCELLED, hsp_session_resume(session, NULL, 0, &run));
  run.progress = NULL;
  EXPECT(OK, hsp_session_resume(session, NULL, 0, &run));
  refuse_entries = 1;
  EXPECT(ERROR_IO, hsp_session_save_code(session, give_entry, session, &sink));
  refuse_entries = 0;
  sink = hsp_to_writer(refuse_bytes, NULL);
  EXPECT(ERROR_IO, hsp_session_save_code(session, give_entry, session, &sink));
  sink = hsp_to_path(code_path);
  EXPECT(OK, hsp_session_save_code(session, give_entry, session, &sink));
  NEED(hsp_session_read(session, HSP_VALUE_X, values, COUNT));
}

/* Files of codes, and what is read of them; `values` is what the code gives back. */
static void code_files(void) {
  hsp_code *code, *none;
  hsp_source source = hsp_from_path(junk_path);
  EXPECT(ERROR_FORMAT, hsp_code_open(&source, NULL, &none, &error));
  CHECK(none == NULL);
  source = hsp_from_path(path);
  EXPECT(ERROR_MISMATCH, hsp_code_open(&source, NULL, &none, NULL));
  source = hsp_from_path(latent_path);
  EXPECT(ERROR_MISMATCH, hsp_code_open(&source, NULL, &none, NULL));
  source = hsp_from_path(code_path);
  hsp_allocator half = {give, NULL, NULL};
  EXPECT(ERROR_ARGUMENT, hsp_code_open(&source, &half, &none, NULL));
  NEED(hsp_code_open(&source, NULL, &code, NULL));
  hsp_code_destroy(NULL);

  static float entry[COUNT];
  EXPECT(ERROR_ARGUMENT, hsp_code_read(code, CODE_STEPS + 1, entry, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_code_read(code, UINT32_MAX, entry, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_code_read(code, 0, entry, COUNT - 1));
  EXPECT(OK, hsp_code_read(code, 1, entry, COUNT));
  CHECK(memcmp(entry, entries[1], sizeof entry) == 0);
  hsp_step step = {sizeof step, HSP_PHASE_GENERATING, UINT32_MAX, CODE_STEPS, 0, -1};
  CHECK(hsp_code_noise(code, &step, entry, COUNT) != 0);
  CHECK(hsp_code_noise(NULL, &step, entry, COUNT) != 0);
  CHECK(hsp_mixture_noise(NULL, &step, entry, COUNT) != 0);
  step.step = CODE_STEPS;
  CHECK(hsp_code_noise(code, &step, entry, COUNT) != 0);
  hsp_latent_info info;
  info.struct_size = 1;
  EXPECT(ERROR_ARGUMENT, hsp_code_describe(code, &info));
  info.struct_size = sizeof info;
  EXPECT(OK, hsp_code_describe(code, &info));
  CHECK(info.entries == CODE_STEPS);
  hsp_run_options run = {0};
  EXPECT(ERROR_ARGUMENT, hsp_code_options(code, &run));
  run.struct_size = sizeof run;
  EXPECT(OK, hsp_code_options(code, &run));
  EXPECT(ERROR_ARGUMENT, hsp_session_set_code(session, code, ~HSP_CODE_TRANSLATE));
  EXPECT(OK, hsp_session_set_code(session, code, 0));
  EXPECT(OK, hsp_session_decode(session, NULL, 0, &run));
  EXPECT(OK, hsp_session_read(session, HSP_VALUE_X, entry, COUNT));
  CHECK(memcmp(entry, values, sizeof entry) == 0);

  hsp_mixture mixture = {sizeof mixture, HSP_MIX_LINEAR, code, NULL, 0.5, 0, 1};
  EXPECT(ERROR_ARGUMENT, hsp_mixture_read(&mixture, 0, entry, COUNT, &error));
  mixture.second = code;
  EXPECT(OK, hsp_mixture_read(&mixture, 0, entry, COUNT, &error));
  CHECK(memcmp(entry, entries[0], sizeof entry) == 0);
  EXPECT(ERROR_ARGUMENT, hsp_mixture_read(&mixture, CODE_STEPS + 1, entry, COUNT, &error));
  EXPECT(ERROR_ARGUMENT, hsp_mixture_read(&mixture, 0, entry, COUNT + 1, NULL));
  mixture.amount = INFINITY;
  EXPECT(ERROR_ARGUMENT, hsp_mixture_read(&mixture, 0, entry, COUNT, NULL));
  EXPECT(ERROR_ARGUMENT, hsp_interpolate((hsp_mix)NO_SUCH, 0.5, entry, entry, entry, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_interpolate(HSP_MIX_ROOT, 1.5, entry, entry, entry, COUNT));
  EXPECT(ERROR_ARGUMENT, hsp_interpolate(HSP_MIX_LINEAR, NAN, entry, entry, entry, COUNT));
  EXPECT(OK, hsp_interpolate(HSP_MIX_SPHERICAL, 0.5, entry, entries[1], entry, COUNT));
  EXPECT(OK, hsp_interpolate(HSP_MIX_SPHERICAL, 0.5, entry, entries[1], entry, 0));
  hsp_code_destroy(code);
}

static void translations(void) {
  hsp_session *target;
  NEED(hsp_session_create(model, NULL, NULL, 0, &target, NULL));
  hsp_run_options run = steps(CODE_STEPS);
  NEED(hsp_session_set_noise(session, 1));
  EXPECT(ERROR_STATE, hsp_session_translate(session, target, &run));
  EXPECT(ERROR_STATE, hsp_session_resume_translation(session, target, &run));
  EXPECT(ERROR_ARGUMENT, hsp_session_translate(session, session, &run));
  NEED(hsp_session_set_values(session, picture, COUNT));
  run.code = take_entry, run.code_user = target;
  run.progress = cancel_by_answer;
  EXPECT(ERROR_CANCELLED, hsp_session_translate(session, target, &run));
  error.struct_size = sizeof error;
  hsp_session_last_error(target, &error);
  CHECK(error.status == HSP_ERROR_CANCELLED);
  EXPECT(ERROR_ARGUMENT, hsp_session_resume(target, NULL, 0, NULL));
  run.progress = cancel_by_call, run.progress_user = target;
  EXPECT(OK, hsp_session_resume_translation(session, target, &run));
  EXPECT(ERROR_STATE, hsp_session_resume_translation(session, target, &run));
  hsp_session_destroy(target);
}

static void codes(void) {
  coding();
  code_files();
  translations();
}

/* ---- all of it */

static void begin(const char *folder) {
  snprintf(latent_path, sizeof latent_path, "%s/misuse-latent.hsm", folder);
  snprintf(code_path, sizeof code_path, "%s/misuse-code.hsm", folder);
  snprintf(beard_path, sizeof beard_path, "%s/misuse-beard.hsm", folder);
  snprintf(junk_path, sizeof junk_path, "%s/misuse-junk.hsm", folder);
  remove(latent_path);
  FILE *junk = fopen(junk_path, "wb");
  if (!junk || fputs("This is no model, though it is long enough to be the header of one, and then some more.", junk) < 0 ||
      fclose(junk))
    exit(1);
  memset(&error, 0, sizeof error);
  hsp_noise(7, 0, picture, COUNT);
  hsp_source source = hsp_from_path(path);
  NEED(hsp_model_open(&source, NULL, &model, &error));
  NEED(hsp_session_create(model, NULL, NULL, 0, &session, &error));
  hsp_model_info info;
  info.struct_size = sizeof info;
  NEED(hsp_model_describe(model, &info));
  memset(&beard_info, 0, sizeof beard_info);
  beard_info.struct_size = sizeof beard_info;
  beard_info.entries = 1;
  beard_info.channels = info.h_channels, beard_info.height = info.h_height, beard_info.width = info.h_width;
  memcpy(beard_info.identity, info.identity, sizeof info.identity);
  strcpy(beard_info.name, "beard");
  NEED(hsp_direction_create(&beard_info, &everywhere, picture, NULL, &beard, &error));
  hsp_sink sink = hsp_to_path(beard_path);
  NEED(hsp_direction_save(beard, &sink, &error));
  memset(&sums_info, 0, sizeof sums_info);
  sums_info.struct_size = sizeof sums_info;
  sums_info.kind = HSP_STATISTICS_ROWS;
  sums_info.entries = 1;
  sums_info.channels = info.h_channels, sums_info.height = info.h_height, sums_info.width = info.h_width;
  sums_info.value = HSP_VALUE_H;
  sums_info.phase = HSP_PHASE_INVERTING;
  sums_info.t0 = -1;
  sums_info.capacity = 2;
  memcpy(sums_info.identity, info.identity, sizeof info.identity);
  NEED(hsp_statistics_create(&sums_info, &everywhere, NULL, &sums, &error));
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  path = argv[1];
  begin(argv[2]);
  library();
  mathematics();
  sources();
  sinks();
  allocators();
  models();
  quantisation();
  session_options();
  session_memory();
  empty_session();
  pictures();
  given_values();
  run_options();
  edits();
  tensors();
  measuring();
  directions();
  combinations();
  statistics();
  boundaries();
  callbacks();
  cancelled_runs();
  order();
  sharing();
  cancelling_threads();
  codes();
  hsp_direction_destroy(beard);
  hsp_statistics_destroy(sums);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return finish();
}
