/*
 * All memory from one array of the program, and a model that a function reads: own_memory MODEL SEED [STEPS] >OUT.ppm
 *
 *     gcc -std=c99 own_memory.c $(pkg-config --cflags --libs hspace) -o own_memory
 *     ./own_memory toon64.hsm 5 >face.ppm
 */
#include "example.h"

static uint8_t array[16 << 20];
static size_t used;

/* Hands out the array from its beginning; nothing comes back before the program ends. */
static void *take(void *user, size_t size, size_t alignment) {
  (void)user;
  size_t start = used + (-((uintptr_t)array + used) & (alignment - 1));
  if (start > sizeof array || size > sizeof array - start) return NULL;
  used = start + size;
  return array + start;
}
static void release(void *user, void *memory, size_t size) { (void)user, (void)memory, (void)size; }

/* Reads from a file here; on a device it may be flash. */
static int32_t read_at(void *file, uint64_t offset, void *destination, size_t size) {
  return fseek(file, (long)offset, SEEK_SET) || fread(destination, 1, size, file) != size;
}

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) return fail("usage", "own_memory MODEL SEED [STEPS] >OUT.ppm");
  FILE *in = fopen(argv[1], "rb");
  if (!in || fseek(in, 0, SEEK_END)) return fail(argv[1], "cannot be opened");
  hsp_source source = hsp_from_reader(read_at, in, (uint64_t)ftell(in));
  hsp_allocator allocator = {take, release, NULL};
  hsp_model *model;
  hsp_session *session;
  hsp_memory need = {.struct_size = sizeof need};
  hsp_error error = {0};
  if (hsp_model_open(&source, &allocator, &model, &error)) return fail(argv[1], error.message);
  fclose(in); /* a model is read while it is opened, not later */
  if (hsp_session_memory(model, NULL, &need, &error)) return fail("session", error.message);
  void *block = take(NULL, need.bytes, need.alignment);
  if (!block) return fail("session", "the array is too small");
  if (hsp_session_create(model, NULL, block, need.bytes, &session, &error)) return fail("session", error.message);
  fprintf(stderr, "session %lu bytes, with the model %zu\n", (unsigned long)need.bytes, used);

  hsp_picture picture = new_picture(model);
  if (!picture.pixels) return fail("picture", "not enough memory");
  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 4) run.steps = atoi(argv[3]);
  if (hsp_session_sample(session, strtoull(argv[2], NULL, 10), &run) || hsp_session_get_picture(session, &picture))
    return hsp_session_last_error(session, &error), fail("sample", error.message);
  if (write_picture(&picture, stdout)) return fail("picture", "cannot be written");
  free(picture.pixels);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  return 0;
}
