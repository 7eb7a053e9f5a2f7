/*
 * evaluate.c - evaluates a model's network so many times on one thread: evaluate MODEL.hsm TIMES INSTRUCTIONS
 *
 * Counts of a run with TIMES and of one with 0 differ by the evaluations alone. Prints the multiply-adds of one.
 */
#include <hspace.h>
#include <stdio.h>
#include <stdlib.h>

static void expect(hsp_status status, const char *what) {
  if (status == HSP_OK) return;
  fprintf(stderr, "evaluate: %s: %s\n", what, hsp_status_string(status));
  exit(1);
}

static hsp_tensor tensor(const hsp_session *session, const char *name, hsp_use use) {
  uint32_t channels, height, width;
  expect(hsp_session_extents(session, name, &channels, &height, &width), name);
  hsp_tensor result = {name, NULL, (size_t)channels * height * width, use};
  result.values = calloc(result.count, sizeof *result.values);
  if (!result.values) expect(HSP_ERROR_MEMORY, name);
  return result;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: evaluate MODEL.hsm TIMES INSTRUCTIONS\n"), 2;
  hsp_source file = hsp_from_path(argv[1]);
  hsp_model *model;
  expect(hsp_model_open(&file, NULL, &model, NULL), argv[1]);
  hsp_session_options options;
  hsp_session_options_init(&options);
  options.isa = argv[3];
  hsp_memory memory = {.struct_size = sizeof memory};
  expect(hsp_session_memory(model, &options, &memory, NULL), argv[1]);
  hsp_session *session;
  expect(hsp_session_create(model, &options, NULL, 0, &session, NULL), argv[1]);

  hsp_tensor tensors[] = {tensor(session, "x", HSP_USE_INPUT), tensor(session, "t", HSP_USE_INPUT),
                          tensor(session, "eps", HSP_USE_OUTPUT)};
  hsp_noise(7, 0, tensors[0].values, tensors[0].count);
  tensors[1].values[0] = 500;
  for (int turn = atoi(argv[2]); turn > 0; turn--) expect(hsp_session_evaluate(session, tensors, 3), "evaluation");
  printf("%llu\n", (unsigned long long)memory.multiply_adds);
  hsp_session_destroy(session);
  hsp_model_destroy(model);
  for (int index = 0; index < 3; index++) free(tensors[index].values);
  return 0;
}
