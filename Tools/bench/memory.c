/*
 * memory.c - what a C program takes that inverts and edits a picture: memory and time, one "name value" a line.
 *
 *   memory MODEL.hsm [--to MODEL.hsm] [--weights mapped|streamed|memory] [--storage f32|f16] [--skips f16|int8]
 *                    [--budget BYTES] [--threads N] [--steps N]
 *
 * With --to, it translates the picture by the second model in lock-step instead; a budget is then each model's.
 * Picture and direction are random. peak_kib is the most physical memory that the process has held (VmHWM), mapped file
 * pages included; anonymous_kib and file_kib are what it holds at the end. open_ms is the best of 20 openings with all
 * checks but the weights' checksums; first_open_ms is the first, which may have to read from the disk.
 */
#define _POSIX_C_SOURCE 200809L
#include "hspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct arguments {
  const char *model, *to;
  uint32_t weights, storage, skips;
  uint64_t budget;
  int threads, steps;
} arguments;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Ends the program with an error's words. */
static void fail(const hsp_error *error) {
  fprintf(stderr, "memory: %s: %s %s\n", hsp_status_string(error->status), error->message, error->operation);
  exit(1);
}

static void expect(hsp_status status, const hsp_session *session) {
  hsp_error error = {.struct_size = sizeof error};
  if (status == HSP_OK) return;
  hsp_session_last_error(session, &error);
  fail(&error);
}

/* The place of a name in a list, which the header's numbers follow. */
static uint32_t number(const char *option, const char *name, const char *const *names) {
  for (uint32_t index = 0; names[index]; index++)
    if (strcmp(name, names[index]) == 0) return index;
  fprintf(stderr, "memory: %s: '%s' is none of:", option, name);
  while (*names) fprintf(stderr, " %s", *names++);
  fputc('\n', stderr);
  exit(2);
}

static void misused(void) {
  fprintf(stderr, "usage: memory MODEL.hsm [--to MODEL.hsm] [--weights mapped|streamed|memory] [--storage f32|f16]\n"
                  "              [--skips f16|int8] [--budget BYTES] [--threads N] [--steps N]\n");
  exit(2);
}

static arguments parse(int count, char **values) {
  static const char *const places[] = {"mapped", "streamed", "memory", NULL};
  static const char *const formats[] = {"default", "f32", "f16", "int8", NULL};
  arguments result = {.threads = 2, .steps = 2};
  for (int index = 1; index < count; index++) {
    const char *name = values[index];
    if (strncmp(name, "--", 2) != 0) {
      result.model = name;
      continue;
    }
    if (++index == count) misused();
    const char *value = values[index];
    if (strcmp(name, "--to") == 0) result.to = value;
    else if (strcmp(name, "--weights") == 0) result.weights = number(name, value, places);
    else if (strcmp(name, "--storage") == 0) result.storage = number(name, value, formats);
    else if (strcmp(name, "--skips") == 0) result.skips = number(name, value, formats);
    else if (strcmp(name, "--budget") == 0) result.budget = strtoull(value, NULL, 10);
    else if (strcmp(name, "--threads") == 0) result.threads = atoi(value);
    else if (strcmp(name, "--steps") == 0) result.steps = atoi(value);
    else misused();
  }
  if (!result.model) misused();
  return result;
}

/* Opens a model several times and says how long the quickest took. */
static hsp_model *open_model(const char *path) {
  hsp_source source = hsp_from_path(path);
  hsp_error error = {.struct_size = sizeof error};
  hsp_model *model = NULL;
  double best = 1e9;
  for (int turn = 0; turn < 20; turn++) {
    hsp_model_destroy(model);
    double start = seconds();
    if (hsp_model_open(&source, NULL, &model, &error) != HSP_OK) fail(&error);
    double taken = seconds() - start;
    if (turn == 0) printf("first_open_ms %.3f\n", taken * 1e3);
    if (taken < best) best = taken;
  }
  printf("open_ms %.3f\n", best * 1e3);
  return model;
}

/* Creates a session, and says what it needs; one of a translation is plain, the target's beside the source's. */
static hsp_session *create(const hsp_model *model, const arguments *wanted, hsp_session *beside) {
  hsp_session_options options;
  hsp_session_options_init(&options);
  options.flags = wanted->to ? HSP_SESSION_PLAIN : 0;
  options.beside = beside;
  options.threads = wanted->threads;
  options.weights = wanted->weights;
  options.storage = wanted->storage;
  options.skips = wanted->skips;
  options.memory_budget = wanted->budget;
  hsp_memory memory = {.struct_size = sizeof memory};
  hsp_error error = {.struct_size = sizeof error};
  if (hsp_session_memory(model, &options, &memory, &error) != HSP_OK) fail(&error);
  hsp_session *session = NULL;
  double start = seconds();
  if (hsp_session_create(model, &options, NULL, 0, &session, &error) != HSP_OK) fail(&error);
  printf("create_ms %.3f\n", (seconds() - start) * 1e3);
  printf("session_kib %llu\n", (unsigned long long)(memory.bytes >> 10));
  printf("weights_kib %llu\n", (unsigned long long)(memory.weight_bytes >> 10));
  printf("encoder_runs %u\n", memory.encoder_runs);
  return session;
}

static hsp_direction *random_direction(const hsp_model_info *model) {
  size_t count = (size_t)model->h_channels * model->h_height * model->h_width;
  float *values = malloc(count * sizeof *values);
  hsp_direction_info info = {.struct_size = sizeof info, .entries = 1, .channels = model->h_channels,
                             .height = model->h_height, .width = model->h_width, .name = "random"};
  memcpy(info.identity, model->identity, sizeof info.identity);
  int32_t timestep = -1;
  hsp_error error = {.struct_size = sizeof error};
  hsp_direction *direction = NULL;
  if (!values) exit(1);
  hsp_noise(2, 0, values, count);
  if (hsp_direction_create(&info, &timestep, values, NULL, &direction, &error) != HSP_OK) fail(&error);
  free(values);
  return direction;
}

/* A picture of noise, as good as any other for time and memory. */
static void set_picture(hsp_session *session, const hsp_model_info *model) {
  size_t count = (size_t)3 * model->width * model->height;
  uint8_t *pixels = malloc(count);
  uint32_t state = 1;
  if (!pixels) exit(1);
  for (size_t index = 0; index < count; index++) {
    state = state * 1664525u + 1013904223u;
    pixels[index] = (uint8_t)(state >> 24);
  }
  hsp_picture picture = {sizeof picture, model->width, model->height, 3, (size_t)3 * model->width, pixels};
  expect(hsp_session_set_picture(session, &picture), session);
  free(pixels);
}

/* What the system says about this process's memory. */
static void print_memory(void) {
  static const char *const fields[][2] = {{"VmHWM:", "peak_kib"}, {"RssAnon:", "anonymous_kib"}, {"RssFile:", "file_kib"}};
  char line[256];
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
      if (strncmp(line, fields[index][0], strlen(fields[index][0])) == 0)
        printf("%s %ld\n", fields[index][1], strtol(line + strlen(fields[index][0]), NULL, 10));
  if (status) fclose(status);
}

static hsp_model_info description(const hsp_model *model) {
  hsp_model_info info = {.struct_size = sizeof info};
  if (hsp_model_describe(model, &info) != HSP_OK) exit(1);
  return info;
}

static void edit(hsp_session *session, const hsp_model_info *model, const hsp_run_options *run) {
  hsp_direction *direction = random_direction(model);
  double start = seconds();
  expect(hsp_session_invert(session, run), session);
  double inverted = seconds();
  hsp_edit edit = {direction, 1};
  expect(hsp_session_edit(session, &edit, 1, run), session);
  double edited = seconds();
  printf("invert_s %.3f\nedit_s %.3f\ntotal_s %.3f\n", inverted - start, edited - inverted, edited - start);
  hsp_direction_destroy(direction);
}

static void translate(hsp_session *source, const arguments *wanted, hsp_run_options *run) {
  hsp_model *model = open_model(wanted->to);
  hsp_session *target = create(model, wanted, source);
  run->eta = 0.1f;
  double start = seconds();
  expect(hsp_session_translate(source, target, run), source);
  printf("total_s %.3f\n", seconds() - start);
  hsp_session_destroy(target);
  hsp_model_destroy(model);
}

int main(int count, char **values) {
  arguments wanted = parse(count, values);
  hsp_model *model = open_model(wanted.model);
  hsp_model_info info = description(model);
  hsp_session *session = create(model, &wanted, NULL);
  hsp_run_options run;
  hsp_run_options_init(&run);
  run.steps = wanted.steps;
  set_picture(session, &info);
  if (wanted.to) translate(session, &wanted, &run);
  else edit(session, &info, &run);
  print_memory();
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
