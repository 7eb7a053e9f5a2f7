/*
 * blocks.c - a plugin of QEMU's user emulation that counts how often each block of instructions runs.
 *
 *   qemu-aarch64 -plugin blocks.so -d plugin -D FILE PROGRAM...
 *
 * At the end FILE has a line for each block: address, instructions, executions. One thread only: counts are not atomic.
 * The declarations are those of QEMU's qemu-plugin.h, which Debian does not package; -DAPI=1 up to QEMU 8.2, 2 above.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define EXPORTED __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           void (*callback)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*callback)(unsigned vcpu, void *data),
                                          int flags, void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t id, void *data), void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
void qemu_plugin_outs(const char *text);

EXPORTED int qemu_plugin_version = API;

typedef struct block {
  struct block *next;
  uint64_t address, instructions, executions;
} block;

static block *blocks;

static void count(unsigned vcpu, void *data) {
  (void)vcpu;
  ((block *)data)->executions++;
}

static void see(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  (void)id;
  block *new = malloc(sizeof *new);
  if (!new) abort();
  *new = (block){blocks, qemu_plugin_tb_vaddr(tb), qemu_plugin_tb_n_insns(tb), 0};
  blocks = new;
  qemu_plugin_register_vcpu_tb_exec_cb(tb, count, 0, new);
}

static void report(qemu_plugin_id_t id, void *data) {
  (void)id, (void)data;
  for (const block *one = blocks; one; one = one->next) {
    char line[64];
    if (!one->executions) continue;
    snprintf(line, sizeof line, "%llx %llu %llu\n", (unsigned long long)one->address,
             (unsigned long long)one->instructions, (unsigned long long)one->executions);
    qemu_plugin_outs(line);
  }
}

EXPORTED int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv) {
  (void)info, (void)argc, (void)argv;
  qemu_plugin_register_vcpu_tb_trans_cb(id, see);
  qemu_plugin_register_atexit_cb(id, report, NULL);
  return 0;
}
