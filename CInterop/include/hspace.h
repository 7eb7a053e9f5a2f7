/*
 * hspace.h - edit pictures in the semantic latent space (h-space) of a diffusion model.
 *
 *     hsp_model *model;  hsp_session *session;  hsp_direction *beard;
 *     hsp_source file = hsp_from_path("toon64.hsm"), how = hsp_from_path("beard.hsm");
 *     hsp_model_open(&file, NULL, &model, &error);
 *     hsp_session_create(model, NULL, NULL, 0, &session, &error);
 *     hsp_direction_open(&how, NULL, NULL, &beard, &error);
 *     hsp_session_set_picture(session, &picture);
 *     hsp_session_invert(session, NULL);                      // picture -> latent code
 *     hsp_edit edit = { beard, 2.0f };
 *     hsp_session_edit(session, &edit, 1, NULL);              // latent code -> edited picture
 *     hsp_session_get_picture(session, &picture);
 *
 * (Each call returns a status; examples/edit.c is the whole program.)
 *
 * Conventions
 *   Status     Every fallible call returns hsp_status. Nothing prints, aborts or exits.
 *   Errors     Functions with an error argument fill it, in success too, when it is not NULL; those of a session
 *              keep their last error in it: hsp_session_last_error. "Errors:" names every status beside OK.
 *   NULL       A pointer marked HSP_NONNULL must not be NULL, a handle not destroyed: it is not checked, but for the
 *              pixels of a picture. Every other pointer may be NULL. hsp_*_destroy(NULL) and
 *              hsp_session_cancel(NULL) do nothing.
 *   Structs    Begin with struct_size. Fill them with their hsp_*_init function (or the hsp_from_*, hsp_to_*
 *              helpers) and change what differs. Reserved fields and unknown flags must be 0 (ARGUMENT).
 *              An init function fills the struct of the library that runs. A program that may meet a newer one than
 *              its header sets struct_size itself and the rest to zero, the default of hsp_session_options: the
 *              library reads and writes no more than struct_size bytes. Less than the struct's first version had is
 *              refused (ARGUMENT); what is more is neither read nor written. Structs that the library fills come
 *              back with the number of bytes written. hsp_allocator, hsp_edit, hsp_tensor and hsp_profile_entry
 *              have no struct_size and will not grow.
 *   Tensors    Channel-first float: values[(channel * height + row) * width + column]. Pictures in -1..1.
 *   Memory     A model or direction borrows its source's memory; a session borrows its model; an edit borrows its
 *              directions for the call. Destroy in the opposite order. Everything else that a call is given (structs,
 *              strings, paths, values) is the caller's again when it returns.
 *   Threads    Functions without a session argument may be called by any threads at once, also with the same model
 *              or direction; what they write to must not be shared, and nobody may still use what is destroyed.
 *              Those with one may be called by any thread, but by one at a time for each session;
 *              hsp_session_cancel alone by any thread at any time before hsp_session_destroy, and by signal handlers.
 *   Callbacks  Come on the thread that made the call (those of parallel_for's tasks excepted) and must return, not
 *              jump out. Inside one, of its own session only hsp_session_read, _cancel, _last_error and _isa do
 *              something: _destroy is ignored, and the others return BUSY, which is not kept as last error.
 *   Cost       Where nothing is said: no allocation, and no more time than copying the arguments.
 *   Bits       File, seed and options determine every bit of the result: not threads, instruction set, memory, its
 *              budget, or where weights are kept.
 *   State      No global state: any number of models and sessions in a process.
 */
#ifndef HSPACE_H
#define HSPACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"
#define HSP_NULLABLE _Nullable
#define HSP_NONNULL _Nonnull
#else
#define HSP_NULLABLE
#define HSP_NONNULL
#endif

#if defined(__GNUC__)
#define HSP_CHECKED __attribute__((warn_unused_result))
#else
#define HSP_CHECKED
#endif

#define HSP_VERSION_MAJOR 0
#define HSP_VERSION_MINOR 1
#define HSP_VERSION_PATCH 0
#define HSP_ABI_VERSION 1

/* ------------------------------------------------------------------ status and errors */

/** Outcome of a call. */
typedef enum hsp_status {
  HSP_OK = 0,
  HSP_ERROR_ARGUMENT = 1,    /**< an argument is out of its documented range */
  HSP_ERROR_MEMORY = 2,      /**< the allocator returned NULL, or the caller's memory is too small */
  HSP_ERROR_IO = 3,          /**< a file could not be opened, read, written or renamed */
  HSP_ERROR_FORMAT = 4,      /**< a file is not a valid .hsm file; offset says where */
  HSP_ERROR_CHECKSUM = 5,    /**< a section's checksum does not match its bytes */
  HSP_ERROR_VERSION = 6,     /**< the file's format version is not known */
  HSP_ERROR_MISMATCH = 7,    /**< a direction or latent code belongs to another model or another size */
  HSP_ERROR_UNSUPPORTED = 8, /**< valid, but not possible here (instruction set, platform) */
  HSP_ERROR_CANCELLED = 9,   /**< cancelled by a callback or hsp_session_cancel; resume with hsp_session_resume */
  HSP_ERROR_BUSY = 10,       /**< a callback called back into its own session */
  HSP_ERROR_STATE = 11,      /**< the session holds nothing to do this with (edit before invert, ...) */
  HSP_STATUS_MAX = 0x7fffffff
} hsp_status;

/** What went wrong, in one sentence and with a place. Filled by the library, owned by the caller. */
typedef struct hsp_error {
  uint32_t struct_size; /**< sizeof(hsp_error), or 0 for this header's size; a smaller record is left alone */
  hsp_status status;    /**< that which the call returned */
  int64_t offset;      /**< byte offset in the file, or -1 */
  char message[256];   /**< one sentence, NUL-terminated UTF-8 */
  char operation[128]; /**< operation, tensor or section concerned, or "" */
} hsp_error;

/** Returns a static English name for any number as a status: "ok" for HSP_OK, "unknown status" for what is none. */
const char *HSP_NONNULL hsp_status_string(hsp_status status);
/** Returns the version of the library that runs as "major.minor.patch", static. */
const char *HSP_NONNULL hsp_version(void);
/**
 * Returns HSP_ABI_VERSION of the library that runs. A program works with the library where it is that of its header;
 * structs may have grown since: see Structs.
 */
uint32_t hsp_abi_version(void);

/* ------------------------------------------------------------------ memory, files */

/**
 * Replaces malloc for everything that the library allocates (handles, sessions, tables while planning, files of read
 * sources). Copied by the call that it is given to, and used on the threads that call it and that destroy what it made;
 * both functions are needed (ARGUMENT).
 */
typedef struct hsp_allocator {
  /** Returns size bytes aligned to alignment (a power of two, at most 64 but for files: 4096), or NULL. */
  void *HSP_NULLABLE (*HSP_NULLABLE allocate)(void *HSP_NULLABLE user, size_t size, size_t alignment);
  /** Gives back what allocate returned, with the size that was asked for. */
  void (*HSP_NULLABLE release)(void *HSP_NULLABLE user, void *HSP_NONNULL memory, size_t size);
  void *HSP_NULLABLE user;
} hsp_allocator;

/** Reads exactly size bytes at offset into destination; returns 0, or anything else for failure. */
typedef int32_t (*hsp_read_callback)(void *HSP_NULLABLE user, uint64_t offset, void *HSP_NONNULL destination,
                                     size_t size);
/** Takes size bytes, in file order; returns 0, or anything else for failure. */
typedef int32_t (*hsp_write_callback)(void *HSP_NULLABLE user, const void *HSP_NONNULL bytes, size_t size);

/**
 * Flag of a source: check the weights' checksums too, reading the whole file. Of hsp_model_open and hsp_file_inspect;
 * other files have no weights, and everything else is always checked.
 */
#define HSP_SOURCE_VERIFY 1u

/**
 * Where a .hsm file comes from: exactly one of path, descriptor, memory and read is given.
 * Paths and descriptors are mapped (regular files only; a file must be neither truncated nor changed while it is
 * mapped: replace it by renaming. Where a mapped file was cut off, the system answers SIGBUS; sessions with streamed
 * weights report IO instead). A model keeps its file open, for sessions that read from it.
 * memory must stay valid and unchanged, and be 64-byte aligned (ARGUMENT), as long as the handle lives.
 * read is called during the open call only: for 64 bytes, then for the rest; the file is then held in allocated memory.
 * Errors of a source: ARGUMENT, MEMORY (read), IO (also a path or descriptor of what is no regular file), FORMAT,
 * CHECKSUM, VERSION. offset says where.
 */
typedef struct hsp_source {
  uint32_t struct_size;
  uint32_t flags;
  const char *HSP_NULLABLE path;
  int32_t descriptor; /**< -1 for none; stays the caller's */
  uint32_t reserved;
  const void *HSP_NULLABLE memory;
  uint64_t size; /**< of memory, or what read can deliver */
  hsp_read_callback HSP_NULLABLE read;
  void *HSP_NULLABLE user;
} hsp_source;

/**
 * Where a file goes: exactly one of path and write. A file at path appears whole or not at all: it is written
 * beside it under another name, flushed, and renamed. A path is at most 4068 bytes long and names no folder or device.
 * write has been given the beginning of a file, to be thrown away, where the call fails.
 * Errors of a sink: ARGUMENT, IO (also an answer of write that is not 0).
 */
typedef struct hsp_sink {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  const char *HSP_NULLABLE path;
  hsp_write_callback HSP_NULLABLE write;
  void *HSP_NULLABLE user;
} hsp_sink;

static inline hsp_source hsp_from_path(const char *HSP_NONNULL path) {
  hsp_source source = {sizeof(hsp_source), 0, path, -1, 0, NULL, 0, NULL, NULL};
  return source;
}
static inline hsp_source hsp_from_descriptor(int32_t descriptor) {
  hsp_source source = {sizeof(hsp_source), 0, NULL, descriptor, 0, NULL, 0, NULL, NULL};
  return source;
}
static inline hsp_source hsp_from_memory(const void *HSP_NONNULL memory, uint64_t size) {
  hsp_source source = {sizeof(hsp_source), 0, NULL, -1, 0, memory, size, NULL, NULL};
  return source;
}
static inline hsp_source hsp_from_reader(hsp_read_callback HSP_NONNULL read, void *HSP_NULLABLE user, uint64_t size) {
  hsp_source source = {sizeof(hsp_source), 0, NULL, -1, 0, NULL, size, read, user};
  return source;
}
static inline hsp_sink hsp_to_path(const char *HSP_NONNULL path) {
  hsp_sink sink = {sizeof(hsp_sink), 0, path, NULL, NULL};
  return sink;
}
static inline hsp_sink hsp_to_writer(hsp_write_callback HSP_NONNULL write, void *HSP_NULLABLE user) {
  hsp_sink sink = {sizeof(hsp_sink), 0, NULL, write, user};
  return sink;
}

/** What a .hsm file is. */
typedef enum hsp_file_kind {
  HSP_FILE_MODEL = 1,
  HSP_FILE_DIRECTIONS = 2,
  HSP_FILE_LATENT = 3,
  HSP_FILE_STATISTICS = 4,
  HSP_FILE_KIND_MAX = 0x7fffffff
} hsp_file_kind;

/** What every .hsm file says about itself. */
typedef struct hsp_file_info {
  uint32_t struct_size;
  uint32_t kind; /**< hsp_file_kind */
  uint32_t version;
  uint32_t sections;
  uint64_t length;
  uint8_t identity[32]; /**< of the model, or of the model that it belongs to */
} hsp_file_info;

/**
 * Checks a file of any kind and says what it is. Cost: reads all but the weights, those too with HSP_SOURCE_VERIFY;
 * allocates only for read sources, with malloc. Errors: those of a source.
 */
HSP_CHECKED hsp_status hsp_file_inspect(const hsp_source *HSP_NONNULL source, hsp_file_info *HSP_NONNULL info,
                                        hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ models */

/** A checked model file: programs, weights, schedule. Immutable, shared between sessions and threads without locks. */
typedef struct hsp_model hsp_model;

/** What a model is. */
typedef struct hsp_model_info {
  uint32_t struct_size;
  uint32_t programs;
  uint32_t operations; /**< of the first program */
  uint32_t tensors;
  uint64_t parameters;
  uint64_t weight_bytes;
  uint64_t file_bytes;
  uint32_t element_type; /**< of the convolution weights: 1 f32, 2 f16, 3 int8 (high resolutions: 10 bits) */
  uint32_t channels, height, width; /**< of x, as trained */
  uint32_t h_channels, h_height, h_width; /**< of h at that size */
  uint32_t timesteps; /**< T of the schedule */
  uint32_t metadata;  /**< number of key and value strings */
  uint8_t identity[32];
} hsp_model_info;

/**
 * Opens and checks a model; hsp_model_destroy closes it. On failure *model is NULL and nothing is left allocated.
 * allocator NULL: malloc; otherwise its functions are needed until the model is destroyed.
 * Cost: reads headers, strings, programs and scales, and the weights with HSP_SOURCE_VERIFY. Holds a few kilobytes (2
 * for 113.7 M parameters), takes 79 KiB (toon64) to 164 KiB (256 x 256) while it opens, and holds the file of a read
 * source; a mapped file's pages are shared between processes, and the system may drop them.
 * Errors: those of a source, and MISMATCH (a file of another kind).
 */
HSP_CHECKED hsp_status hsp_model_open(const hsp_source *HSP_NONNULL source,
                                      const hsp_allocator *HSP_NULLABLE allocator,
                                      hsp_model *HSP_NULLABLE *HSP_NONNULL model, hsp_error *HSP_NULLABLE error);
/** Closes a model and gives its memory back; its sessions must be gone. A borrowed source is the caller's again. */
void hsp_model_destroy(hsp_model *HSP_NULLABLE model);
/**
 * Checks every weight's checksum. Cost: reads the file. Errors: CHECKSUM and FORMAT (operation names the tensor or
 * section).
 */
HSP_CHECKED hsp_status hsp_model_verify(const hsp_model *HSP_NONNULL model, hsp_error *HSP_NULLABLE error);
/** Describes a model. info->struct_size must be set. Errors: ARGUMENT (struct_size). */
HSP_CHECKED hsp_status hsp_model_describe(const hsp_model *HSP_NONNULL model, hsp_model_info *HSP_NONNULL info);
/**
 * Copies metadata pair index (0 ..< info.metadata), each cut to its buffer and NUL-terminated. Sizes at least 1.
 * Errors: ARGUMENT (index, sizes).
 */
HSP_CHECKED hsp_status hsp_model_metadata(const hsp_model *HSP_NONNULL model, uint32_t index, char *HSP_NONNULL key,
                                          size_t key_size, char *HSP_NONNULL value, size_t value_size);
/** Copies the model's alpha_bar table, count = info.timesteps doubles. Errors: ARGUMENT (another count). */
HSP_CHECKED hsp_status hsp_model_schedule(const hsp_model *HSP_NONNULL model, double *HSP_NONNULL alpha_bar,
                                          size_t count);

/* ------------------------------------------------------------------ quantisation */

/** Comes once for each tensor that becomes int8: its name, cut to 255 bytes, and ||w - q s|| / ||w||. */
typedef void (*hsp_quantize_report)(void *HSP_NULLABLE user, const char *HSP_NONNULL tensor, double relative_error);
/** Comes as bytes of the model are done; returns 0, or anything else to cancel. */
typedef int32_t (*hsp_quantize_progress)(void *HSP_NULLABLE user, uint64_t done, uint64_t total);

/** How to quantise. All callbacks come on the calling thread. */
typedef struct hsp_quantize_options {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  hsp_quantize_report HSP_NULLABLE report;
  hsp_quantize_progress HSP_NULLABLE progress;
  void *HSP_NULLABLE user;
} hsp_quantize_options;

/** Fills options with the defaults: no callbacks. */
void hsp_quantize_options_init(hsp_quantize_options *HSP_NONNULL options);
/**
 * Writes the int8 model of an f32 or f16 one: the weights of convolutions become int8 with a scale for each output,
 * w = q s with q in -127..127, or -508..508 for small ones at high resolutions. Those of convolutions that read the
 * picture x, compute eps or sigma, or depend on the timestep alone become f16 (they stay f32 where one is too large for
 * it); vectors, identity, metadata, programs and schedule stay the same. Checks the weights' checksums on the way.
 * options NULL means the defaults.
 * Cost: reads the weights about four times, tensor by tensor; memory is the allocator's, about 100 KiB (the model's
 * tables, and eight bytes for each output of the widest tensor), and a mapped model's pages leave the process when they
 * are done. The model may be in use.
 * Errors: those of a sink, MEMORY, CHECKSUM and FORMAT (operation names the tensor; also a weight that is not finite),
 * UNSUPPORTED (the weights are int8 already), CANCELLED (by progress).
 */
HSP_CHECKED hsp_status hsp_model_quantize(const hsp_model *HSP_NONNULL model,
                                          const hsp_quantize_options *HSP_NULLABLE options,
                                          const hsp_allocator *HSP_NULLABLE allocator,
                                          const hsp_sink *HSP_NONNULL sink, hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ sessions */

/** One run at a time of one model at one size: plan, arena, threads, and the picture or latent code in work. */
typedef struct hsp_session hsp_session;

/**
 * Calls task(context, lane) once for each lane in 0 ..< lanes, on any threads and in any order, and returns when all
 * have returned. Comes on the thread that made the call, many times a step.
 */
typedef void (*hsp_parallel_for)(void *HSP_NULLABLE user, int32_t lanes,
                                 void (*HSP_NONNULL task)(void *HSP_NONNULL context, int32_t lane),
                                 void *HSP_NONNULL context);

/** The session will run no asymmetric edits: skips need not survive the first decoder pass. Saves memory. */
#define HSP_SESSION_PLAIN 1u

/** Where a session keeps its weights. All give the same bits. */
typedef enum hsp_weights {
  HSP_WEIGHTS_MAPPED = 0, /**< in place, as the file lies in memory */
  /**
   * Read from the file for each step; tensors up to 16 KiB stay. A thread reads the next step's tensors while this one
   * is computed, past the system's cache where the file system can: the session holds two windows as large as the
   * largest tensor, and the model takes no other memory. With threads 0 no thread is started, and there is one window.
   * Each tensor's checksum is checked when it is first read, and again once the file was written to. What can't be
   * read or has changed fails the run (IO, CHECKSUM; operation names the tensor), which can be resumed.
   * A model of a memory or read source is in memory anyway: MAPPED then.
   */
  HSP_WEIGHTS_STREAMED = 1,
  HSP_WEIGHTS_MEMORY = 2, /**< copied into the session's memory, and checked, when it is created */
  HSP_WEIGHTS_MAX = 0x7fffffff
} hsp_weights;

/** How a session stores the network's values between operations. Changes the bits; bench and verify print the cost. */
typedef enum hsp_storage {
  HSP_STORAGE_DEFAULT = 0, /**< values in F32, skips as the values */
  HSP_STORAGE_F32 = 1,
  HSP_STORAGE_F16 = 2, /**< half the memory. Inputs, named values and vectors stay F32 */
  HSP_STORAGE_INT8 = 3, /**< skips only: copies with one scale for each pixel, which the decoder reads */
  HSP_STORAGE_MAX = 0x7fffffff
} hsp_storage;

/** How a session is to be. */
typedef struct hsp_session_options {
  uint32_t struct_size;
  uint32_t flags;          /**< HSP_SESSION_PLAIN or 0 */
  int32_t threads;         /**< 0 or 1: run inline; at most 256. 0 starts no thread at all */
  uint32_t height, width;  /**< of the program's pictures; 0: the size that the model was trained for; at most 16384 */
  uint32_t reserved;
  const char *HSP_NULLABLE program; /**< name of the program to run; NULL: the model's first. Runs need a U-Net */
  const char *HSP_NULLABLE isa; /**< "base", "avx2", "avx512", "neon", "dotprod", "i8mm"; NULL: the best that the processor has */
  hsp_parallel_for HSP_NULLABLE parallel_for; /**< runs the lanes instead of the session's own threads */
  void *HSP_NULLABLE parallel_user;
  const hsp_allocator *HSP_NULLABLE allocator; /**< NULL: malloc. Copied */
  uint32_t weights;       /**< hsp_weights; default MAPPED */
  uint32_t reserved2;
  /**
   * Bytes that the session may take, 0 for any number: hsp_memory's bytes stay within. Costs time, never bits: smaller
   * scratch first; then streamed weights are no longer read ahead; then the second decoder pass of an asymmetric edit
   * runs the encoder again instead of keeping what it left. Too small a budget fails with MEMORY; the message says the
   * least that works.
   */
  uint64_t memory_budget;
  uint32_t storage; /**< hsp_storage of values: F32 or F16 */
  uint32_t skips;   /**< hsp_storage of what the decoder reads of the encoder */
  /**
   * Another session, or NULL: values and scratch, which are needed during an evaluation only, are that session's. Then
   * both count as one session for threads, but may take turns, as hsp_session_translate makes them do; what one leaves
   * of HSP_VALUE_EPS_EDITED and HSP_VALUE_TEMB is gone when the other one has run. It must live as long, and be large
   * enough (MISMATCH).
   */
  hsp_session *HSP_NULLABLE beside;
} hsp_session_options;

/** What a session needs and does. */
typedef struct hsp_memory {
  uint32_t struct_size;
  uint32_t alignment;     /**< that caller-supplied memory must have */
  uint64_t bytes;         /**< of the whole session, exactly; the last byte is used */
  uint64_t tables_bytes;  /**< thereof the plan's tables and the handle */
  uint64_t scratch_bytes; /**< thereof tiles, one set for each thread */
  uint64_t values_bytes;  /**< thereof the network's values */
  uint64_t state_bytes;   /**< thereof x, eps and noise */
  uint64_t weight_bytes;  /**< of the model: not part of bytes */
  uint64_t multiply_adds; /**< of one evaluation */
  uint32_t steps;         /**< fused steps of one evaluation */
  uint32_t weights;       /**< hsp_weights in effect */
  uint64_t held_bytes;    /**< thereof weights: none, all, or the small ones and windows */
  uint32_t encoder_runs;  /**< in a step of an asymmetric edit: 1, or 2 under a tight budget; 0 in a PLAIN session */
  uint32_t reserved;
} hsp_memory;

/** Fills options with the defaults: one thread, the trained size, mapped weights, no budget. */
void hsp_session_options_init(hsp_session_options *HSP_NONNULL options);
/*
 * Memory of a session, hsp_memory.bytes, of two models. Mapped weights are pages of the file and not part of it.
 *
 *   model                            threads  storage, skips  weights         memory_budget       bytes
 *   toon64: 64 x 64, 4.3 M           1        F32             MAPPED          0               5 330 688
 *   parameters, f16                  2        F32             MAPPED          0               5 964 416
 *                                    4        F32             MAPPED          0               7 231 168
 *                                    1        F32             MEMORY          0              14 076 864
 *                                    1        F16             MAPPED          0               3 446 528
 *                                    1        F16, INT8       MAPPED          0               3 072 000
 *   ddpm-celebahq-256: 256 x 256,    1        F32             MAPPED          0             220 004 352
 *   113.7 M parameters, int8         2        F32             MAPPED          0             220 871 552
 *                                    4        F32             MAPPED          0             222 605 248
 *                                    2        F16             MAPPED          0             116 800 384
 *                                    2        F16, INT8       MAPPED          0              82 590 080
 *                                    2        F16, INT8       STREAMED        0              92 583 872
 *                                    2        F16, INT8       MAPPED          59 460 096     59 460 096, the least
 *                                    2        F16, INT8       STREAMED        64 727 104     64 727 104, the least
 */

/**
 * Says how much memory a session takes; options NULL means the defaults. memory->struct_size must be set.
 * Cost: plans the run, in milliseconds; takes 79 KiB (toon64) to 162 KiB (256 x 256) of the allocator meanwhile.
 * Errors: ARGUMENT, MEMORY (also a memory_budget that is too small), UNSUPPORTED (isa), FORMAT (a size that the program
 * can't have: not a multiple of 2^k).
 */
HSP_CHECKED hsp_status hsp_session_memory(const hsp_model *HSP_NONNULL model,
                                          const hsp_session_options *HSP_NULLABLE options,
                                          hsp_memory *HSP_NONNULL memory, hsp_error *HSP_NULLABLE error);
/**
 * Creates a session in the caller's memory (64-byte aligned, at least hsp_session_memory's bytes, not shared; the
 * caller's again after hsp_session_destroy), or with memory NULL and size 0 in memory of the allocator. Nothing is
 * allocated afterwards but by hsp_session_load of a read source. Starts threads - 1 threads unless there is a
 * parallel_for, and one that reads streamed weights; they have all signals blocked but those of faults. On failure
 * *session is NULL and nothing is left.
 * Cost: as hsp_session_memory, twice; copies MEMORY weights.
 * Errors: as hsp_session_memory, ARGUMENT (alignment) and MEMORY (size) of the memory, UNSUPPORTED (no threads to be
 * had); with STREAMED or MEMORY weights also IO and CHECKSUM (operation names the tensor).
 */
HSP_CHECKED hsp_status hsp_session_create(const hsp_model *HSP_NONNULL model,
                                          const hsp_session_options *HSP_NULLABLE options, void *HSP_NULLABLE memory,
                                          size_t size, hsp_session *HSP_NULLABLE *HSP_NONNULL session,
                                          hsp_error *HSP_NULLABLE error);
/** Ends the threads and gives the memory back (not the caller's), also in the midst of a cancelled run. */
void hsp_session_destroy(hsp_session *HSP_NULLABLE session);
/** Copies the error of the session's last call that returned a status; status HSP_OK when it succeeded. */
void hsp_session_last_error(const hsp_session *HSP_NONNULL session, hsp_error *HSP_NONNULL error);
/** Copies the name of the instruction set in use, NUL-terminated, cut to size (at least 1). */
void hsp_session_isa(const hsp_session *HSP_NONNULL session, char *HSP_NONNULL name, size_t size);
/**
 * Stops the run or evaluation in progress within a strip (well under 0.1 s): it returns CANCELLED. No effect when none
 * runs: one that is about to begin is not stopped. Any thread, any signal handler; one atomic store.
 */
void hsp_session_cancel(hsp_session *HSP_NULLABLE session);

/* ------------------------------------------------------------------ pictures and latent codes */

/** A caller's 8-bit picture. Row r begins at pixels + r * stride. */
typedef struct hsp_picture {
  uint32_t struct_size;
  uint32_t width, height; /**< exactly the session's */
  uint32_t channels;      /**< 1 gray (BT.601 going out), 3 RGB, 4 RGBA (alpha: ignored coming in, 255 going out) */
  size_t stride;          /**< bytes, at least width * channels, at most 2^31 - 1 */
  uint8_t *HSP_NONNULL pixels;
} hsp_picture;

/**
 * Takes a picture as x_0 (p / 127.5 - 1) in place of all that the session holds.
 * Errors: ARGUMENT (the struct), MISMATCH (size, or x has not 1 or 3 channels), BUSY; the session then keeps what it
 * held.
 */
HSP_CHECKED hsp_status hsp_session_set_picture(hsp_session *HSP_NONNULL session,
                                               const hsp_picture *HSP_NONNULL picture);
/**
 * Writes x to a picture: clipped to -1..1, rounded to nearest. Errors: ARGUMENT, MISMATCH (as above), STATE (empty),
 * BUSY.
 */
HSP_CHECKED hsp_status hsp_session_get_picture(hsp_session *HSP_NONNULL session, hsp_picture *HSP_NONNULL picture);
/**
 * Takes finite values as x_0 (a picture in -1..1) in place of all that the session holds. count = channels * height *
 * width. Errors: ARGUMENT (count, a value that is not finite; the session keeps what it held), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_set_values(hsp_session *HSP_NONNULL session, const float *HSP_NONNULL values,
                                              size_t count);
/** Takes finite values as x_T, ready to edit: otherwise as hsp_session_set_values. */
HSP_CHECKED hsp_status hsp_session_set_latent(hsp_session *HSP_NONNULL session, const float *HSP_NONNULL values,
                                              size_t count);
/** Takes standard normal noise of a seed as x_T (hsp_noise with step 0xffffffff), any seed. Errors: BUSY. */
HSP_CHECKED hsp_status hsp_session_set_noise(hsp_session *HSP_NONNULL session, uint64_t seed);

/** What hsp_session_read reads. */
typedef enum hsp_value {
  HSP_VALUE_X = 0,          /**< x now: x_0, x_T or between; in a step callback, x after the step */
  HSP_VALUE_X0 = 1,         /**< predicted x_0 of the last step (from the edited eps where one was used) */
  HSP_VALUE_EPS = 2,        /**< eps of the last step, unmodified; with HSP_RUN_SYMMETRIC the edited one */
  HSP_VALUE_EPS_EDITED = 3, /**< eps of the last step's second decoder pass, or the same as EPS; gone (STATE) once the
                                 next step has begun: in its hook, or cancelled in its midst */
  HSP_VALUE_H = 4,          /**< h of the last step, or in the h hook of this one, as the encoder made it */
  HSP_VALUE_TEMB = 5,       /**< the time embedding of that step, where the program names it */
  HSP_VALUE_MAX = 0x7fffffff
} hsp_value;

/**
 * Copies values out, channel-first. count must be exact. Allowed in callbacks.
 * Errors: ARGUMENT (value, count), STATE (the session has no such value yet).
 */
HSP_CHECKED hsp_status hsp_session_read(hsp_session *HSP_NONNULL session, hsp_value value, float *HSP_NONNULL values,
                                        size_t count);

/**
 * Saves what the session holds as a latent code: x_t, phase, step, options, seed and noise counter. What was
 * cancelled can be loaded and resumed with the same bits. Errors: those of a sink, STATE (empty), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_save(hsp_session *HSP_NONNULL session, const hsp_sink *HSP_NONNULL sink);
/**
 * Loads a latent code of the same model and size in place of all that the session holds; the source is not needed
 * afterwards. Cost: a read source is held in memory of the session's allocator during the call.
 * Errors: those of a source, MISMATCH (another kind of file, model or size), BUSY; the session then keeps what it held.
 */
HSP_CHECKED hsp_status hsp_session_load(hsp_session *HSP_NONNULL session, const hsp_source *HSP_NONNULL source);

/** What a session or a latent code holds. */
typedef struct hsp_latent_info {
  uint32_t struct_size;
  uint32_t phase;      /**< hsp_phase */
  uint32_t step;       /**< next step of the phase */
  uint32_t steps;      /**< S */
  uint32_t convention; /**< hsp_steps */
  int32_t t0, t_edit, t_boost;
  uint32_t flags;
  float eta;
  uint64_t seed;
  uint64_t noise_counter;
  uint32_t channels, height, width;
  uint32_t directions; /**< of an interrupted edit */
  int32_t skip;
  uint32_t variance; /**< hsp_variance */
  uint32_t chain;    /**< hsp_chain */
  uint32_t etas;     /**< steps with an eta of their own, or 0 */
  uint32_t entries;  /**< of a code: noises behind x_T; of everything else 0 */
  uint32_t decodes;  /**< 1: GENERATING from the noise of a code; else 0 */
} hsp_latent_info;

/** Describes what the session holds. info->struct_size must be set. Errors: ARGUMENT (struct_size), BUSY. */
HSP_CHECKED hsp_status hsp_session_describe(const hsp_session *HSP_NONNULL session,
                                            hsp_latent_info *HSP_NONNULL info);
/** Describes a latent code file. info->struct_size must be set. Cost and errors: as hsp_file_inspect, and MISMATCH. */
HSP_CHECKED hsp_status hsp_latent_inspect(const hsp_source *HSP_NONNULL source, hsp_latent_info *HSP_NONNULL info,
                                          hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ runs */

/** How S timesteps are placed in 0 ..< T (T = 1000 below); the published systems differ. */
typedef enum hsp_steps {
  HSP_STEPS_ASYRP = 0,    /**< trunc(k/(S-1) * t0 + 1e-6); Asyrp. S in 2 ... 1000 */
  HSP_STEPS_BOUNDARY = 1, /**< trunc(k/(S-1) * t0); BoundaryDiffusion (t0 = 500 there). S in 2 ... 999 */
  HSP_STEPS_LEADING = 2,  /**< k * (T / S); diffusers. S in 1 ... 1000. t0 is not used */
  HSP_STEPS_COMPVIS = 3,  /**< first S of 1, 1 + c, 1 + 2c ... with c = T / S; last alpha_bar is alpha_bar_0. S in 1 ... 999.
                               Also diffusers with steps_offset 1 and without set_alpha_to_one */
  HSP_STEPS_CYCLE = 4,    /**< CycleDiffusion, pixels: k * c with c = (t0+1)/S where S divides t0+1, else trunc(k/(S-1) * t0) */
  HSP_STEPS_HAAS = 5,     /**< times as LEADING; inversion as published: S evaluations, the last jump to min(T-2, t + T/S) */
  HSP_STEPS_MAX = 0x7fffffff
} hsp_steps;

/** What a run is doing. */
typedef enum hsp_phase {
  HSP_PHASE_PICTURE = 0,    /**< holds a picture; nothing done */
  HSP_PHASE_INVERTING = 1,  /**< between x_0 and x_T */
  HSP_PHASE_LATENT = 2,     /**< holds x_T */
  HSP_PHASE_GENERATING = 3, /**< between x_T and x_0 */
  HSP_PHASE_DONE = 4,       /**< holds a generated picture */
  HSP_PHASE_EMPTY = 5,      /**< holds nothing yet */
  HSP_PHASE_ENCODING = 6,   /**< between x_T and x_0, making a code */
  HSP_PHASE_MAX = 0x7fffffff
} hsp_phase;

/** One step of a run, as callbacks see it. */
typedef struct hsp_step {
  uint32_t struct_size;
  uint32_t phase; /**< HSP_PHASE_INVERTING, HSP_PHASE_ENCODING or HSP_PHASE_GENERATING */
  uint32_t step;  /**< 0 ..< total */
  uint32_t total;
  int32_t t;      /**< the network is evaluated here */
  int32_t t_next; /**< x is moved to here; -1 is the clean end */
} hsp_step;

/**
 * Comes after every step; *step lives as long as the call. Returns 0 to go on, anything else to cancel (resumable);
 * ignored after the last step.
 */
typedef int32_t (*hsp_step_callback)(void *HSP_NULLABLE user, const hsp_step *HSP_NONNULL step);

/** A hook's answers. Any other value cancels. */
#define HSP_HOOK_KEEP 0   /**< h was only read */
#define HSP_HOOK_CHANGE 1 /**< h was changed: run the decoder with it, as with a direction (t_edit does not matter) */

/**
 * Comes once a step, between encoder and decoder, with h (count = channels * height * width values), free to change.
 * Directions of the edit are added to what it leaves.
 */
typedef int32_t (*hsp_h_hook)(void *HSP_NULLABLE user, const hsp_step *HSP_NONNULL step, float *HSP_NONNULL h,
                              size_t count);

/**
 * Fills count standard normal values, channel-first, for a step of an edit whose eta is not 0, for each x that an
 * encoder noises (see hsp_chain), or an entry of a code for each step that decodes it. Returns 0, anything else cancels.
 * A value that is not finite fails the run (ARGUMENT). A cancelled step asks again when it is begun again.
 */
typedef int32_t (*hsp_noise_callback)(void *HSP_NULLABLE user, const hsp_step *HSP_NONNULL step,
                                      float *HSP_NONNULL values, size_t count);

/**
 * Takes an entry of the code that an encoder makes, count = channels * height * width values, channel-first: entry 0 is
 * x_T; 1 + step is the noise of a step, or what is left to add where the step draws none. They come in this order; a
 * step that is begun again after it was cancelled hands its entry out again. Returns 0, anything else cancels.
 */
typedef int32_t (*hsp_code_callback)(void *HSP_NULLABLE user, const hsp_step *HSP_NONNULL step, uint32_t entry,
                                     const float *HSP_NONNULL values, size_t count);

/** Use the shifted eps in both terms of the step (Haas et al.), not in P_t only (Asyrp). */
#define HSP_RUN_SYMMETRIC 1u
/** Do not rescale coefficients by the direction's number of steps over this run's. */
#define HSP_RUN_NO_RESCALE 2u
/** Do not multiply the coefficients of several directions by 1/sqrt(n). */
#define HSP_RUN_NO_BALANCE 4u
/**
 * Leave out what a code has for steps without noise (as published): such a step's entry is 0 when encoding, and adds
 * nothing when decoding. The step onto the clean end is then the network's own, and x_0 comes back only nearly.
 */
#define HSP_RUN_NO_RESIDUAL 8u

/** How much noise a step t -> t' adds. */
typedef enum hsp_variance {
  HSP_VARIANCE_DDIM = 0, /**< that of DDIM: sigma = eta sqrt((1 - abar')/(1 - abar)) sqrt(1 - abar/abar') */
  /**
   * DDPM's ancestral step, which eta has no part in. Strided steps take beta = 1 - abar/abar'. sigma^2 is that of the
   * posterior, beta (1 - abar')/(1 - abar); no noise on the step onto the clean end, by any of these.
   */
  HSP_VARIANCE_FIXED_SMALL = 1,
  HSP_VARIANCE_FIXED_LARGE = 2, /**< the same with sigma^2 = beta */
  HSP_VARIANCE_LEARNED = 3, /**< the same; the network's v says for each value where between the two, in the logarithm */
  HSP_VARIANCE_MODEL = 4,   /**< FIXED_SMALL, FIXED_LARGE or LEARNED: what the model was trained with */
  HSP_VARIANCE_MAX = 0x7fffffff
} hsp_variance;

/** How an encoder noises the picture: x_T, and x_t' of each step t -> t'; the last x is the picture itself. */
typedef enum hsp_chain {
  /**
   * x_T from q(x_T | x_0), then x_t' from q(x_t' | x_t, x_0): CycleDiffusion's DPM-Encoder, and `dpm` of Haas et al.
   * (with their x_T and betas corrected for strided steps). The noise callback is called for x_T with t_next = t, then
   * for each step but the last.
   */
  HSP_CHAIN_POSTERIOR = 0,
  /** Each x_t' from q(x_t' | x_0) by itself: edit-friendly inversion, and `x0` of Haas et al. Callback: as above. */
  HSP_CHAIN_INDEPENDENT = 1,
  /**
   * x_t from q(x_t | x_t'), upwards: `x_prev` of Haas et al., with the noise level of strided steps. The callback is
   * called for each step from the lowest up, and again for each step but the last on the way down: it must give a step
   * the same noise.
   */
  HSP_CHAIN_UPWARD = 2,
  HSP_CHAIN_MAX = 0x7fffffff
} hsp_chain;

/** How to invert, encode, edit or sample. */
typedef struct hsp_run_options {
  uint32_t struct_size;
  uint32_t flags;
  uint32_t convention; /**< hsp_steps; default ASYRP */
  int32_t steps;       /**< S, default 50; range: see hsp_steps, hsp_timesteps */
  int32_t t0;          /**< last timestep, -1 (default): T - 1 */
  int32_t t_edit;      /**< edit where t >= t_edit; default 400; 0 ... 100000 (T and more: nowhere) */
  int32_t t_boost;     /**< eta is 1 where t < t_boost (quality boosting); default 0: nowhere; at most t_edit */
  float eta;           /**< of the other steps; 0 (default) ... 1 */
  /**
   * Of the noise, default 0: the step at t uses hsp_noise(seed, t), channel-first; an encoder's x_T step 0xffffffff,
   * hsp_session_diffuse 0xfffffffe.
   */
  uint64_t seed;
  hsp_step_callback HSP_NULLABLE progress;
  void *HSP_NULLABLE progress_user;
  hsp_h_hook HSP_NULLABLE hook;
  void *HSP_NULLABLE hook_user;
  hsp_noise_callback HSP_NULLABLE noise; /**< instead of the seed's noise */
  void *HSP_NULLABLE noise_user;
  const float *HSP_NULLABLE etas; /**< of each step that is made, in order, in place of eta; copied. NULL (default): eta */
  size_t eta_count;               /**< steps - skip, or 0 without etas */
  int32_t skip;      /**< leave out so many of the steps, those at the largest timesteps; default 0; at most steps - 1 */
  uint32_t variance; /**< hsp_variance; default DDIM */
  uint32_t chain;    /**< hsp_chain; of encoders */
  uint32_t reserved;
  hsp_code_callback HSP_NULLABLE code; /**< takes the code of an encoder or translation */
  void *HSP_NULLABLE code_user;
} hsp_run_options;

/** A direction with its strength; negative strength goes the other way. */
typedef struct hsp_direction hsp_direction;
typedef struct hsp_edit {
  const hsp_direction *HSP_NULLABLE direction;
  float strength; /**< finite; coefficient of dh. 0 returns the reconstruction bit for bit */
} hsp_edit;

/** Fills options with the defaults: 50 steps of ASYRP, t_edit 400, eta 0, no callbacks. */
void hsp_run_options_init(hsp_run_options *HSP_NONNULL options);

/**
 * Inverts the picture that the session holds: x_0 -> x_T by deterministic DDIM inversion, S - 1 evaluations (HAAS: S),
 * less skip.
 * The latent code stays in the session. options NULL: the defaults; eta, t_edit, t_boost and the seed have no effect.
 * Cost of all runs: time is that of the evaluations (hsp_memory.multiply_adds each); no memory.
 * Errors: ARGUMENT, STATE (no picture; the program is not a U-Net), CANCELLED, BUSY; with STREAMED weights IO and
 * CHECKSUM.
 */
HSP_CHECKED hsp_status hsp_session_invert(hsp_session *HSP_NONNULL session,
                                          const hsp_run_options *HSP_NULLABLE options);
/**
 * Generates from the latent code that the session holds, with count edits (at most 16; 0 reconstructs): Asyrp's
 * asymmetric step where t >= t_edit, plain DDIM below, eta 1 below t_boost. The latent code is kept: the next call
 * starts from it again (not after resuming a run that was loaded from a file: that file holds x_t alone). Pass the
 * options that the picture was inverted with: steps, skip, convention and t0 must be the same (MISMATCH) unless the latent
 * code was set by hand.
 * Directions must belong to the model and agree in shape (MISMATCH); several per-step ones in their number of steps.
 * edits may be NULL where count is 0; they and their directions are not needed after the call.
 * Cost: S evaluations, and one decoder more for each step with an edit (one evaluation more where encoder_runs is 2).
 * Errors: ARGUMENT, MISMATCH, STATE (no latent code), CANCELLED, BUSY, UNSUPPORTED (asymmetric in a PLAIN session);
 * with STREAMED weights IO and CHECKSUM.
 */
HSP_CHECKED hsp_status hsp_session_edit(hsp_session *HSP_NONNULL session, const hsp_edit *HSP_NULLABLE edits,
                                        size_t count, const hsp_run_options *HSP_NULLABLE options);
/**
 * Generates a picture from the noise of a seed: hsp_session_set_noise, then hsp_session_edit without edits. Errors and
 * cost: theirs; the session keeps what it held when options are refused.
 */
HSP_CHECKED hsp_status hsp_session_sample(hsp_session *HSP_NONNULL session, uint64_t seed,
                                          const hsp_run_options *HSP_NULLABLE options);
/**
 * Encodes the picture that the session holds (given or generated): x_0 -> x_T and a noise for each step, S - skip
 * entries behind x_T, with which decoding gives the same picture again (Wu and De la Torre, CycleDiffusion, section
 * 3.2; Haas et al., section 3). They go to options->code one by one: the session keeps none of them. Their values are
 * (x_t' - mu(x_t)) / sigma, which are not standard normal; where sigma is 0, x_t' - mu(x_t), which is what is left to
 * add. Then the session holds x_0 as decoding gives it, to rounding the picture (with NO_RESIDUAL the picture itself,
 * which decoding gives only nearly).
 * Cost: S - skip evaluations. Errors: as hsp_session_invert, and MISMATCH (LEARNED, and the model has no sigma).
 */
HSP_CHECKED hsp_status hsp_session_encode(hsp_session *HSP_NONNULL session,
                                          const hsp_run_options *HSP_NULLABLE options);
/**
 * Decodes a code: hsp_session_edit with the noise of options->noise for every step, also where sigma is 0 (there it is
 * added as it is). Begin with its x_T: hsp_session_set_latent. With the options, model and values of the encoder
 * and no edits the session comes to the same bits as the encoder (but for the last step with NO_RESIDUAL).
 * Errors and cost: as hsp_session_edit, and ARGUMENT (no noise callback).
 */
HSP_CHECKED hsp_status hsp_session_decode(hsp_session *HSP_NONNULL session, const hsp_edit *HSP_NULLABLE edits,
                                          size_t count, const hsp_run_options *HSP_NULLABLE options);
/**
 * Translates the picture that source holds to the model of target (CycleDiffusion): encodes and decodes step by step,
 * to the same bits as with a stored code, which options->code may take all the same. Afterwards source holds what
 * hsp_session_encode leaves, target the translated picture and the latent code x_T. The models must agree in T,
 * alpha_bar (to 1e-5), extents of x, and in the variance that is used; they need not in anything else.
 * Callbacks come with the step of the encoder (HSP_PHASE_ENCODING), the hook once for each model (GENERATING: target's);
 * both sessions may be read in them. hsp_session_cancel of either cancels; while the other one's network runs, only when
 * that is done. Both keep the error as their last one.
 * Cost: S - skip evaluations of each. With target created beside source (hsp_session_options.beside), two models of
 * 256 x 256, int8, with 2 threads: the process takes 294 MiB mapped (an edit: 328 MiB); 191 MiB (196) with F16 values
 * and INT8 skips, 95 MiB (91) with STREAMED weights. Mapped weights of one model leave the process during the other
 * one's turn, and come back from the system's cache.
 * Errors: as hsp_session_encode, and MISMATCH (the message says what differs),
 * ARGUMENT (source is target), UNSUPPORTED (LEARNED, and one was created beside the other).
 */
HSP_CHECKED hsp_status hsp_session_translate(hsp_session *HSP_NONNULL source, hsp_session *HSP_NONNULL target,
                                             const hsp_run_options *HSP_NULLABLE options);
/**
 * Goes on with a cancelled translation, to the same bits; the sessions may have been saved and loaded. Of options only
 * the callbacks count. Errors: as hsp_session_translate; STATE when nothing was interrupted, MISMATCH when the two were
 * interrupted in different runs.
 */
HSP_CHECKED hsp_status hsp_session_resume_translation(hsp_session *HSP_NONNULL source,
                                                      hsp_session *HSP_NONNULL target,
                                                      const hsp_run_options *HSP_NULLABLE options);
/**
 * Brings the picture that the session holds (given or generated) to the level of the first step that options make:
 * x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) n, a latent code. hsp_session_edit with the same options then
 * generates a picture that is like it (SDEdit; the refinement of CycleDiffusion, with eta 1).
 * Errors: ARGUMENT, STATE (no picture), CANCELLED (by noise), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_diffuse(hsp_session *HSP_NONNULL session,
                                           const hsp_run_options *HSP_NULLABLE options);
/**
 * Goes on with a cancelled, failed or loaded run, to the same bits as if it had not stopped. edits: the same as before
 * (MISMATCH else), though their directions may be other handles with the same values; of options only the callbacks
 * count: a run with a noise callback needs it again.
 * Errors: as the run; STATE when nothing was interrupted. Cost: the steps that are left.
 */
HSP_CHECKED hsp_status hsp_session_resume(hsp_session *HSP_NONNULL session, const hsp_edit *HSP_NULLABLE edits,
                                          size_t count, const hsp_run_options *HSP_NULLABLE options);

/* ------------------------------------------------------------------ codes in files */

/** Gives entry 0 ... S - skip of a code that an encoder has made, as it came. Returns 0, anything else for failure. */
typedef int32_t (*hsp_entry_callback)(void *HSP_NULLABLE user, uint32_t entry, float *HSP_NONNULL values,
                                      size_t count);
/**
 * Saves the code of the picture that the session has just encoded: a latent code file with x_T, the options, alpha_bar
 * of each step, and every noise. The session has kept none of them: entry gives them, each twice, in order.
 * hsp_session_load takes such a file for its x_T alone.
 * Cost: writes (S - skip + 1) x values floats. Errors: those of a sink, IO (entry failed), ARGUMENT (a value that is
 * not finite), STATE (nothing was encoded, or something else was done since), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_save_code(hsp_session *HSP_NONNULL session, hsp_entry_callback HSP_NONNULL entry,
                                             void *HSP_NULLABLE user, const hsp_sink *HSP_NONNULL sink);

/** A code in a file: read in place, immutable, shared between threads without locks. */
typedef struct hsp_code hsp_code;

/**
 * Opens and checks a code, its values too; hsp_code_destroy closes it. allocator as for hsp_direction_create. On failure
 * *code is NULL. Cost: reads the file; a mapped one takes no memory, and the system may drop its pages.
 * Errors: those of a source, MEMORY, MISMATCH (another kind of file, or a latent code without noises).
 */
HSP_CHECKED hsp_status hsp_code_open(const hsp_source *HSP_NONNULL source, const hsp_allocator *HSP_NULLABLE allocator,
                                     hsp_code *HSP_NULLABLE *HSP_NONNULL code, hsp_error *HSP_NULLABLE error);
/** Gives a code's memory back. No run may still use it. */
void hsp_code_destroy(hsp_code *HSP_NULLABLE code);
/** Describes a code. info->struct_size must be set. Errors: ARGUMENT (struct_size). */
HSP_CHECKED hsp_status hsp_code_describe(const hsp_code *HSP_NONNULL code, hsp_latent_info *HSP_NONNULL info);
/**
 * Fills options for decoding the code: those it was made with, the code itself as noise (hsp_code_noise), no other
 * callbacks. The etas are the code's: it must live as long. options->struct_size must be that of this header (ARGUMENT).
 */
HSP_CHECKED hsp_status hsp_code_options(const hsp_code *HSP_NONNULL code, hsp_run_options *HSP_NONNULL options);
/** Copies an entry: 0 is x_T, 1 + step the noise of a step. Errors: ARGUMENT (entry, count). */
HSP_CHECKED hsp_status hsp_code_read(const hsp_code *HSP_NONNULL code, uint32_t entry, float *HSP_NONNULL values,
                                     size_t count);
/** The noise of a code, an hsp_code *, as an hsp_noise_callback. */
int32_t hsp_code_noise(void *HSP_NULLABLE code, const hsp_step *HSP_NONNULL step, float *HSP_NONNULL values,
                       size_t count);

/** The code may be another model's: it is translated (CycleDiffusion). */
#define HSP_CODE_TRANSLATE 1u
/**
 * Takes the x_T of a code in place of all that the session holds, ready to decode with hsp_code_options. The schedule
 * at each step (alpha_bar to 1e-5), T, and x's extents must be those of the model and session, and the model too, but
 * for HSP_CODE_TRANSLATE in flags.
 * Errors: MISMATCH (the message says what differs), ARGUMENT (flags), STATE (the program is not a U-Net), BUSY; the
 * session then keeps what it held.
 */
HSP_CHECKED hsp_status hsp_session_set_code(hsp_session *HSP_NONNULL session, const hsp_code *HSP_NONNULL code,
                                            uint32_t flags);

/** How two arrays are interpolated. */
typedef enum hsp_mix {
  HSP_MIX_LINEAR = 0,    /**< (1 - s) a + s b */
  HSP_MIX_ROOT = 1,      /**< sqrt(1 - s) a + sqrt(s) b: keeps the variance of independent noises. s in 0 ... 1 */
  HSP_MIX_SPHERICAL = 2, /**< sin((1 - s) u)/sin(u) a + sin(s u)/sin(u) b, u between a and b; linear where |cos u| > 0.9995 */
  HSP_MIX_MAX = 0x7fffffff
} hsp_mix;

/**
 * Interpolates count values (Haas et al.): amount 0 gives a, 1 gives b, exactly. out may be a or b. Computed in double
 * precision. Errors: ARGUMENT (mix, an amount that is not finite, or outside 0 ... 1 with ROOT).
 */
HSP_CHECKED hsp_status hsp_interpolate(hsp_mix mix, double amount, const float *HSP_NONNULL a,
                                       const float *HSP_NONNULL b, float *HSP_NONNULL out, size_t count);

/**
 * Two codes that are mixed as they are read: entries first_entry ..< end_entry (0 is x_T) interpolated, or the second
 * code's with amount 1 (swapped); the first code's outside. The codes must have been made with the same options and
 * schedule, of pictures of the same size.
 */
typedef struct hsp_mixture {
  uint32_t struct_size;
  uint32_t mix; /**< hsp_mix */
  const hsp_code *HSP_NULLABLE first;
  const hsp_code *HSP_NULLABLE second;
  double amount;
  uint32_t first_entry, end_entry;
} hsp_mixture;

/**
 * Copies an entry of a mixture. Begin with entry 0: hsp_session_set_latent. Cost: reads an entry of both codes.
 * Errors: ARGUMENT (the struct, as hsp_interpolate, entry, count), MISMATCH (the codes; the message says why).
 */
HSP_CHECKED hsp_status hsp_mixture_read(const hsp_mixture *HSP_NONNULL mixture, uint32_t entry,
                                        float *HSP_NONNULL values, size_t count, hsp_error *HSP_NULLABLE error);
/** The noise of a mixture, an hsp_mixture *, as an hsp_noise_callback: with hsp_code_options of its first code. */
int32_t hsp_mixture_noise(void *HSP_NULLABLE mixture, const hsp_step *HSP_NONNULL step, float *HSP_NONNULL values,
                          size_t count);

/* ------------------------------------------------------------------ raw access */

/** What a named tensor is for. */
typedef enum hsp_use {
  HSP_USE_INPUT = 0,   /**< an input of the program: x, t (count 1) */
  HSP_USE_OUTPUT = 1,  /**< receives the named value: eps, h, temb, ... */
  HSP_USE_ADD = 2,     /**< added to the named value once it is computed; several in the order given */
  HSP_USE_REPLACE = 3, /**< takes the place of the named value once it is computed */
  HSP_USE_MAX = 0x7fffffff
} hsp_use;

/** A caller's tensor bound to a name of the program. */
typedef struct hsp_tensor {
  const char *HSP_NONNULL name;
  float *HSP_NONNULL values; /**< channel-first; read for INPUT, ADD, REPLACE; written for OUTPUT */
  size_t count;              /**< exactly channels * height * width */
  hsp_use use;
} hsp_tensor;

/**
 * Evaluates the session's program once on named tensors. Every input must be given; an OUTPUT sees ADD and REPLACE of
 * its own value. What the session holds (x, latent code) is not touched, but HSP_VALUE_EPS_EDITED is gone. At most 32
 * tensors. Values that are not finite are allowed, and give what they give.
 * Cost: one evaluation. A cancelled one is begun again by calling this again, not by hsp_session_resume.
 * Errors: ARGUMENT (unknown name, wrong count or use, missing input), CANCELLED, BUSY; with STREAMED weights IO and
 * CHECKSUM.
 */
HSP_CHECKED hsp_status hsp_session_evaluate(hsp_session *HSP_NONNULL session, const hsp_tensor *HSP_NONNULL tensors,
                                            size_t count);

/** Extents of a named value or input of the session's program. Errors: ARGUMENT (unknown name), BUSY. */
HSP_CHECKED hsp_status hsp_session_extents(const hsp_session *HSP_NONNULL session, const char *HSP_NONNULL name,
                                           uint32_t *HSP_NONNULL channels, uint32_t *HSP_NONNULL height,
                                           uint32_t *HSP_NONNULL width);

/* ------------------------------------------------------------------ measuring */

/** Arithmetic whose limit a processor has. */
typedef enum hsp_arithmetic {
  HSP_ARITHMETIC_FLOAT = 1,   /**< fused multiply-adds of f32 */
  HSP_ARITHMETIC_INTEGER = 2, /**< products of integers, added up in int32 */
  HSP_ARITHMETIC_MAX = 0x7fffffff
} hsp_arithmetic;

/** Time and work of one kind of step: sums over all steps that ran while the profile was on. */
typedef struct hsp_profile_entry {
  const char *HSP_NONNULL name; /**< of the kind, as "convolution 3x3"; static */
  uint32_t arithmetic;          /**< hsp_arithmetic of its products */
  uint32_t reserved;
  uint64_t steps; /**< that ran */
  uint64_t nanoseconds;
  uint64_t multiply_adds; /**< of the textbook's way: a shorter one (Winograd) does not count for less */
  uint64_t bytes;         /**< of values and weights that the steps read and wrote, each counted once a step */
} hsp_profile_entry;

/** Most entries that a profile has. */
#define HSP_PROFILE_ENTRIES 32

/**
 * Measures each step from now on, from zero (enable 1), or no longer (0). Results stay the same. Cost: two readings of
 * the clock a step. Errors: ARGUMENT (another enable), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_profile(hsp_session *HSP_NONNULL session, int32_t enable);
/**
 * Copies the kinds of step that ran, at most HSP_PROFILE_ENTRIES. *count is the room in entries before, and their
 * number after; entries NULL asks for the number. Errors: ARGUMENT (too little room, which is filled; *count says how
 * much is needed), BUSY.
 */
HSP_CHECKED hsp_status hsp_session_profile_read(hsp_session *HSP_NONNULL session,
                                                hsp_profile_entry *HSP_NULLABLE entries, size_t *HSP_NONNULL count);
/**
 * Measures the most multiply-adds a second that one thread can do with an instruction set (NULL: the best that the
 * processor has): a loop of the instruction that the kernels use, its operands in the first-level cache. Cost: about
 * 0.1 s. Errors: ARGUMENT (arithmetic), UNSUPPORTED (instruction set, or a system without clock).
 */
HSP_CHECKED hsp_status hsp_peak(const char *HSP_NULLABLE isa, hsp_arithmetic arithmetic,
                                double *HSP_NONNULL multiply_adds_per_second, hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ directions */

/**
 * What a direction is: one dh for each of its timesteps, or one for all. To create one: entries 1 ... 10000, extents at
 * least 1, steps at most 100000.
 */
typedef struct hsp_direction_info {
  uint32_t struct_size;
  uint32_t entries; /**< 1 with timestep -1: global */
  uint32_t channels, height, width; /**< of h */
  uint32_t steps;   /**< of the trajectories it was made from; 0: never rescale */
  uint8_t identity[32]; /**< of the model */
  char name[64];        /**< NUL-terminated, valid UTF-8, not empty */
  double intercept;     /**< of a boundary: its plane is <w, v> + intercept = 0; otherwise 0. Finite */
} hsp_direction_info;

/**
 * Makes a direction of the caller's values, which are copied. timesteps: info->entries strictly falling values in
 * 0 ..< 100000, or the one value -1; values: entries * channels * height * width finite floats.
 * At a step, the entry of the nearest timestep is used, of two equally near the larger. allocator NULL: malloc;
 * otherwise its functions are needed until the direction is destroyed. On failure *direction is NULL and nothing is
 * left allocated.
 * Cost: memory for the values. Errors: ARGUMENT, MEMORY.
 */
HSP_CHECKED hsp_status hsp_direction_create(const hsp_direction_info *HSP_NONNULL info,
                                            const int32_t *HSP_NONNULL timesteps, const float *HSP_NONNULL values,
                                            const hsp_allocator *HSP_NULLABLE allocator,
                                            hsp_direction *HSP_NULLABLE *HSP_NONNULL direction,
                                            hsp_error *HSP_NULLABLE error);
/**
 * Opens a direction of a file by name; name NULL: the first. The values are used in place: a mapped file stays mapped.
 * allocator as for hsp_direction_create. On failure *direction is NULL.
 * Cost: reads the file. Errors: those of a source, MEMORY, MISMATCH (another kind of file), ARGUMENT (no such name).
 */
HSP_CHECKED hsp_status hsp_direction_open(const hsp_source *HSP_NONNULL source, const char *HSP_NULLABLE name,
                                          const hsp_allocator *HSP_NULLABLE allocator,
                                          hsp_direction *HSP_NULLABLE *HSP_NONNULL direction,
                                          hsp_error *HSP_NULLABLE error);
/** Gives a direction's memory back. No call may still be using it; interrupted runs do not. */
void hsp_direction_destroy(hsp_direction *HSP_NULLABLE direction);
/** Saves a direction as a file of its own. Cost: writes its values. Errors: those of a sink. */
HSP_CHECKED hsp_status hsp_direction_save(const hsp_direction *HSP_NONNULL direction, const hsp_sink *HSP_NONNULL sink,
                                          hsp_error *HSP_NULLABLE error);
/** Describes a direction; a longer name is cut. info->struct_size must be set. Errors: ARGUMENT (struct_size). */
HSP_CHECKED hsp_status hsp_direction_describe(const hsp_direction *HSP_NONNULL direction,
                                              hsp_direction_info *HSP_NONNULL info);
/**
 * Copies entry index (0 ..< entries): its timestep and its count = channels * height * width values.
 * Errors: ARGUMENT (index, count).
 */
HSP_CHECKED hsp_status hsp_direction_values(const hsp_direction *HSP_NONNULL direction, uint32_t index,
                                            int32_t *HSP_NONNULL timestep, float *HSP_NONNULL values, size_t count);

/**
 * Saves directions of one model as one file, to be opened by name. directions: count handles, 1 ... 32, whose names
 * differ. Cost: writes their values. Errors: those of a sink, ARGUMENT (count, a handle that is NULL, names), MISMATCH
 * (of several models).
 */
HSP_CHECKED hsp_status hsp_directions_save(const hsp_direction *HSP_NULLABLE const *HSP_NONNULL directions,
                                           size_t count, const hsp_sink *HSP_NONNULL sink,
                                           hsp_error *HSP_NULLABLE error);

/**
 * Makes a direction of others: the sum of weights[i] * directions[i], count 1 ... 16. All have one model, one extent of
 * h, one number of steps and, unless global, the same timesteps (MISMATCH); a global one is added at every timestep.
 * name: 1 to 63 bytes. allocator and failure as for hsp_direction_create.
 * Cost: memory for the values. Errors: ARGUMENT (count, name, a weight or a sum that is not finite), MISMATCH, MEMORY.
 */
HSP_CHECKED hsp_status hsp_direction_combine(const hsp_direction *HSP_NONNULL const *HSP_NONNULL directions,
                                             const double *HSP_NONNULL weights, size_t count,
                                             const char *HSP_NONNULL name, const hsp_allocator *HSP_NULLABLE allocator,
                                             hsp_direction *HSP_NULLABLE *HSP_NONNULL combined,
                                             hsp_error *HSP_NULLABLE error);
/**
 * Makes the conditional direction that changes one thing and keeps others (Haas et al., 2024, section 3.4): direction
 * without its part in the span of away[0 ..< count], v - N' (N N')^-1 N v with all timesteps flattened into one vector;
 * count 1 ... 16. They must fit as for hsp_direction_combine (MISMATCH). Those that depend on each other linearly are
 * refused, not inverted, and so is what leaves nothing (both MISMATCH; the message says which).
 * Cost: memory for the values; count^2 inner products. Errors: as hsp_direction_combine.
 */
HSP_CHECKED hsp_status hsp_direction_project(const hsp_direction *HSP_NONNULL direction,
                                             const hsp_direction *HSP_NONNULL const *HSP_NONNULL away, size_t count,
                                             const char *HSP_NONNULL name, const hsp_allocator *HSP_NULLABLE allocator,
                                             hsp_direction *HSP_NULLABLE *HSP_NONNULL projected,
                                             hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ boundaries */

/*
 * A boundary (Zhu et al., BoundaryDiffusion) is a plane between pictures with an attribute and pictures without: a
 * direction whose values w are its normal, of any length, and of h's or of x's extents. A boundary's file has two of
 * them: "h", of the last evaluation of an inversion to t_0, and "x", of its result x_t0, whose timestep is t_0.
 *
 * An edit places h and x at a signed distance d of their planes, and goes on from there, the first step with h in
 * place of the network's, and eta 1:
 *
 *     hsp_run_options run;                                            // 40 steps of BOUNDARY, t0 = 500
 *     hsp_session_invert(session, &run);
 *     hsp_session_read(session, HSP_VALUE_X, x, x_count);             // h likewise
 *     hsp_direction_place(h_normal, 0, 0, d, h, h_count, &error);     // x likewise
 *     hsp_session_set_latent(session, x, x_count);
 *     run.flags = HSP_RUN_SYMMETRIC, run.eta = 1, run.hook = first_step_takes_h;
 *     hsp_session_edit(session, NULL, 0, &run);
 *
 * (examples/boundary.c is the whole program. As published, the later steps too replace their h, each by what the
 * network made of the step before: the hook can do that.)
 */

/** Distances from the plane <w, v> + intercept = 0 in place of the one through the origin. */
#define HSP_BOUNDARY_INTERCEPT 1u

/**
 * Tells the signed distance <values, w> / |w| of channel-first values from the plane whose normal w is entry index.
 * count = channels * height * width of the direction; flags 0 or HSP_BOUNDARY_INTERCEPT. Cost: two passes over the
 * values, in double precision. On failure *distance is left alone.
 * Errors: ARGUMENT (index, flags, count, a normal of zeros, a value that is not finite).
 */
HSP_CHECKED hsp_status hsp_direction_distance(const hsp_direction *HSP_NONNULL direction, uint32_t index,
                                              uint32_t flags, const float *HSP_NONNULL values, size_t count,
                                              double *HSP_NONNULL distance, hsp_error *HSP_NULLABLE error);
/**
 * Moves values along the normal to a signed distance of the plane: v' = v + (distance - <v, n>) n with n = w / |w|.
 * Otherwise as hsp_direction_distance. On failure the values are left alone.
 * Errors: as hsp_direction_distance, and ARGUMENT for a distance that is not finite, or that leads beyond what a float
 * holds.
 */
HSP_CHECKED hsp_status hsp_direction_place(const hsp_direction *HSP_NONNULL direction, uint32_t index, uint32_t flags,
                                           double distance, float *HSP_NONNULL values, size_t count,
                                           hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ statistics: finding directions */

/*
 * Statistics gather h, or x, of many samples at the timesteps of their runs. The library measures; the host solves:
 *
 *     hsp_statistics_create(&info, timesteps, NULL, &statistics, &error);
 *     for each picture:
 *       hsp_statistics_begin(statistics, hsp_sample_id(pixels, size), &error);
 *       options.hook = hsp_statistics_hook, options.hook_user = statistics;
 *       hsp_session_set_picture(session, &picture), hsp_session_invert(session, &options);
 *       hsp_statistics_commit(statistics, &error);
 *     hsp_statistics_matrices(statistics, 0, gram, metric, size, &error);  // gram w = l metric w: by LAPACK, say
 *     hsp_statistics_direction(statistics, w, count, "pc1", NULL, &direction, &error);
 *
 * (examples/learn.c is a whole program.) A direction of coefficients w is, at each timestep, the sum of w[j] times
 * basis vector j. With ROWS the basis are the samples minus their mean; with SKETCH, of covariance times (count) C, it
 * are the columns of C Omega, where Omega is a matrix of standard normal noise of the statistics' seed: column j is
 * hsp_noise(seed, j).
 *   Principal components (Haas et al., 2024, section 3.1): solve gram w = l metric w; scale w so that w' gram w is 1,
 *     and the direction has length 1; l / (count - 1) is the variance along it. ROWS: exact. SKETCH: the randomised
 *     approximation of Tropp, Yurtsever, Udell and Cevher, 2017; metric may be singular: use its range. The larger the
 *     rank, the nearer; where variances are alike, as at large t, it takes more. Of 600 samples of toon64, the first 10
 *     components hold so much of the variance that the exact ones hold (19 % of all at t = 999, 78 % at t = 0):
 *
 *       rank       32      64      128     256
 *       t = 999    86 %    93 %    98.1 %  99.5 %
 *       t = 666    90 %    96 %    98.8 %  99.8 %
 *       t = 0      99.7 %  100 %   100 %   100 %
 *
 *   A boundary of a support vector machine (ROWS): w[j] = alpha_j y_j with the dual solution for the kernel gram.
 * Everything is linear in the samples: hsp_statistics_merge of two halves is the whole, to rounding (1e-6).
 */

/** Sums over samples. Not shared between threads while a call changes it. */
typedef struct hsp_statistics hsp_statistics;

/** What statistics keep. */
typedef enum hsp_statistics_kind {
  HSP_STATISTICS_MEAN = 0,   /**< sums: means and differences of means */
  HSP_STATISTICS_ROWS = 1,   /**< and every sample, as f32 */
  HSP_STATISTICS_SKETCH = 2, /**< and the sketch: rank numbers for each value, for any number of samples */
  HSP_STATISTICS_KIND_MAX = 0x7fffffff
} hsp_statistics_kind;

/** The sketch is of all timesteps as one long vector: components that carry their own course of time. */
#define HSP_STATISTICS_JOINT 1u

/**
 * What statistics are of. Merging and comparing demand that all but kind, rank, flags, seed, capacity, count and bytes
 * agree, merging that those but the last three do too.
 */
typedef struct hsp_statistics_info {
  uint32_t struct_size;
  uint32_t kind;    /**< hsp_statistics_kind */
  uint32_t entries; /**< timesteps, 1 ... 10000 */
  uint32_t channels, height, width; /**< of the value at one timestep, at least 1 */
  uint32_t value;      /**< HSP_VALUE_H or HSP_VALUE_X */
  uint32_t phase;      /**< of the runs: HSP_PHASE_INVERTING or HSP_PHASE_GENERATING */
  uint32_t convention; /**< hsp_steps of the runs */
  int32_t steps;       /**< of the runs, 0 ... 100000; directions get it */
  int32_t t0;          /**< of the runs */
  float eta;           /**< of the runs */
  uint32_t rank;       /**< columns of a SKETCH, 1 ... 1024; otherwise 0 */
  uint32_t flags;      /**< HSP_STATISTICS_JOINT (SKETCH) or 0 */
  uint64_t seed;       /**< of Omega */
  uint64_t capacity;   /**< most samples */
  uint64_t count;      /**< samples so far: read, not given */
  /**
   * Memory in use: read, not given. With n = channels * height * width: entries * n * 12, and capacity * entries * n *
   * 4 of ROWS, or entries * n * rank * 8 and n * (rank + 1) * 8 (JOINT: entries * n * (rank + 1) * 8) of a SKETCH, and
   * 16 for each sample of capacity; tables of less than entries * 5 + rank * 8 + 1024.
   */
  uint64_t bytes;
  uint8_t identity[32]; /**< of the model */
} hsp_statistics_info;

/**
 * Makes statistics of no sample. timesteps: info->entries strictly falling values in 0 ..< 100000, or the one value -1.
 * allocator as for hsp_direction_create. On failure *statistics is NULL and nothing is left allocated.
 * Cost: allocates info.bytes; nothing later does. Errors: ARGUMENT, MEMORY.
 */
HSP_CHECKED hsp_status hsp_statistics_create(const hsp_statistics_info *HSP_NONNULL info,
                                             const int32_t *HSP_NONNULL timesteps,
                                             const hsp_allocator *HSP_NULLABLE allocator,
                                             hsp_statistics *HSP_NULLABLE *HSP_NONNULL statistics,
                                             hsp_error *HSP_NULLABLE error);
/**
 * Reads statistics of a file, with room for capacity samples, and at least for those that are there. The source is not
 * needed afterwards. What is added then gives the same bits as if nothing had been saved.
 * Errors: those of a source, MEMORY, MISMATCH (another kind of file).
 */
HSP_CHECKED hsp_status hsp_statistics_open(const hsp_source *HSP_NONNULL source, uint64_t capacity,
                                           const hsp_allocator *HSP_NULLABLE allocator,
                                           hsp_statistics *HSP_NULLABLE *HSP_NONNULL statistics,
                                           hsp_error *HSP_NULLABLE error);
/** Gives the memory back. */
void hsp_statistics_destroy(hsp_statistics *HSP_NULLABLE statistics);
/** Saves the samples that were added; one in work is not. Cost: writes them. Errors: those of a sink. */
HSP_CHECKED hsp_status hsp_statistics_save(const hsp_statistics *HSP_NONNULL statistics,
                                           const hsp_sink *HSP_NONNULL sink, hsp_error *HSP_NULLABLE error);
/** Describes statistics. info->struct_size must be set. Errors: ARGUMENT (struct_size). */
HSP_CHECKED hsp_status hsp_statistics_describe(const hsp_statistics *HSP_NONNULL statistics,
                                               hsp_statistics_info *HSP_NONNULL info);
/** Copies the timesteps, count = info.entries. Errors: ARGUMENT (count). */
HSP_CHECKED hsp_status hsp_statistics_timesteps(const hsp_statistics *HSP_NONNULL statistics,
                                                int32_t *HSP_NONNULL timesteps, size_t count);
/** Copies the samples' ids in the order in which they came, count = info.count. Errors: ARGUMENT (count). */
HSP_CHECKED hsp_status hsp_statistics_samples(const hsp_statistics *HSP_NONNULL statistics, uint64_t *HSP_NULLABLE ids,
                                              size_t count);
/** Returns a number for a sample's bytes, as those of its picture, its x_T or its seed (FNV-1a, 64 bits). */
uint64_t hsp_sample_id(const void *HSP_NULLABLE bytes, size_t size);

/**
 * Begins a sample, which any number may stand for that no other sample has; one in work is dropped.
 * Errors: MISMATCH (a sample of that id was added before), ARGUMENT (capacity).
 */
HSP_CHECKED hsp_status hsp_statistics_begin(hsp_statistics *HSP_NONNULL statistics, uint64_t id,
                                            hsp_error *HSP_NULLABLE error);
/**
 * Takes the values of the sample in work at a timestep, channel-first and finite, in place of any before; count =
 * channels * height * width. Cost: copies them. Errors: STATE (no sample), ARGUMENT (timestep, count, a value).
 */
HSP_CHECKED hsp_status hsp_statistics_put(hsp_statistics *HSP_NONNULL statistics, int32_t timestep,
                                          const float *HSP_NONNULL values, size_t count, hsp_error *HSP_NULLABLE error);
/**
 * Adds the sample in work, with values of all timesteps. Cost: entries * n additions, and entries * n * rank * 2
 * multiply-adds in a SKETCH (rank 32: 0.6 % of the time of toon64's U-Net). Errors: STATE (no sample, or not all
 * timesteps; the message names the first that is missing).
 */
HSP_CHECKED hsp_status hsp_statistics_commit(hsp_statistics *HSP_NONNULL statistics, hsp_error *HSP_NULLABLE error);
/**
 * A hook for hsp_run_options whose user is the statistics: puts h of each step, and passes over steps whose timestep is
 * not one of the statistics'. Cancels the run where hsp_statistics_put fails.
 */
int32_t hsp_statistics_hook(void *HSP_NULLABLE statistics, const hsp_step *HSP_NONNULL step, float *HSP_NONNULL h,
                            size_t count);
/**
 * Adds the samples of other, which stays as it is: to rounding as if they had been added here one by one. What is in
 * work is dropped.
 * Errors: MISMATCH (other model, runs, timesteps, kind or seed; a sample that both have), ARGUMENT (capacity, the same
 * statistics). Then nothing has changed.
 */
HSP_CHECKED hsp_status hsp_statistics_merge(hsp_statistics *HSP_NONNULL statistics,
                                            const hsp_statistics *HSP_NONNULL other, hsp_error *HSP_NULLABLE error);

/** Copies the mean of the values of entry. count = channels * height * width. Errors: ARGUMENT, STATE (no sample). */
HSP_CHECKED hsp_status hsp_statistics_mean(const hsp_statistics *HSP_NONNULL statistics, uint32_t entry,
                                           double *HSP_NONNULL mean, size_t count, hsp_error *HSP_NULLABLE error);
/** Copies the values of a sample (0 ..< info.count) of ROWS. Errors: ARGUMENT, UNSUPPORTED (another kind). */
HSP_CHECKED hsp_status hsp_statistics_values(const hsp_statistics *HSP_NONNULL statistics, uint64_t sample,
                                             uint32_t entry, float *HSP_NONNULL values, size_t count,
                                             hsp_error *HSP_NULLABLE error);
/**
 * Fills the matrices of an entry, size x size and symmetric: gram, the inner products of the basis vectors, and metric.
 * size = info.count for ROWS, where metric is the identity, or info.rank. Of a JOINT sketch there is entry 0 alone; a
 * joint gram of ROWS is the sum of those of all entries. The statistics must not be used by others meanwhile.
 * Cost: size^2 / 2 inner products of n values (twice or thrice as much for a SKETCH, JOINT: of all timesteps).
 * Errors: ARGUMENT (entry, size), STATE (no sample), UNSUPPORTED (MEAN).
 */
HSP_CHECKED hsp_status hsp_statistics_matrices(hsp_statistics *HSP_NONNULL statistics, uint32_t entry,
                                               double *HSP_NONNULL gram, double *HSP_NONNULL metric, size_t size,
                                               hsp_error *HSP_NULLABLE error);
/**
 * Makes a direction of coefficients of the basis, those of entry 0 first: count = entries * size, finite. It has the
 * timesteps, extents, steps and model of the statistics. name: 1 to 63 bytes. The statistics must not be used by others
 * meanwhile; allocator and failure as for hsp_direction_create.
 * Errors: ARGUMENT (count, a value, name), MEMORY, STATE (no sample), UNSUPPORTED (MEAN).
 */
HSP_CHECKED hsp_status hsp_statistics_direction(hsp_statistics *HSP_NONNULL statistics,
                                                const double *HSP_NONNULL coefficients, size_t count,
                                                const char *HSP_NONNULL name,
                                                const hsp_allocator *HSP_NULLABLE allocator,
                                                hsp_direction *HSP_NULLABLE *HSP_NONNULL direction,
                                                hsp_error *HSP_NULLABLE error);
/**
 * Makes the direction from the mean of negative to that of positive (Haas et al., 2024, section 3.3). They are of the
 * same values of the same runs of one model (MISMATCH), of any kinds. name, allocator and failure as above.
 * Errors: ARGUMENT (name), MEMORY, MISMATCH, STATE (no sample).
 */
HSP_CHECKED hsp_status hsp_statistics_difference(const hsp_statistics *HSP_NONNULL positive,
                                                 const hsp_statistics *HSP_NONNULL negative,
                                                 const char *HSP_NONNULL name,
                                                 const hsp_allocator *HSP_NULLABLE allocator,
                                                 hsp_direction *HSP_NULLABLE *HSP_NONNULL direction,
                                                 hsp_error *HSP_NULLABLE error);

/* ------------------------------------------------------------------ mathematics */

/** Kinds of noise schedule. */
typedef enum hsp_schedule_kind {
  HSP_SCHEDULE_LINEAR = 1,        /**< beta evenly spaced from first to last */
  HSP_SCHEDULE_SCALED_LINEAR = 2, /**< square roots of beta evenly spaced */
  HSP_SCHEDULE_COSINE = 3,        /**< Nichol and Dhariwal; first and last are not used */
  HSP_SCHEDULE_KIND_MAX = 0x7fffffff
} hsp_schedule_kind;

/**
 * Fills alpha_bar[0 ..< count], count = T in 2 ... 100000; 0 < first <= last < 1. Errors: ARGUMENT (those ranges; betas
 * that alpha_bar does not fall with strictly, or falls to 0 with: a part of the table is then written).
 */
HSP_CHECKED hsp_status hsp_schedule(hsp_schedule_kind kind, double first, double last, double *HSP_NONNULL alpha_bar,
                                    size_t count);
/**
 * Fills timesteps[0 ..< steps], ascending, and what follows the last step down (0: alpha_bar is 1; 1: alpha_bar_0).
 * t0 = -1 means T - 1; otherwise 0 < t0 < T. T in 2 ... 100000; steps as hsp_steps says, at most t0 + 1 for ASYRP,
 * BOUNDARY and CYCLE. BOUNDARY's t0 + 1 steps would visit a timestep twice, by rounding, for most t0, 999 among them.
 * Errors: ARGUMENT (those ranges; a sequence that would visit a timestep twice, of which a part is then written).
 */
HSP_CHECKED hsp_status hsp_timesteps(uint32_t convention, int32_t steps, int32_t t0, int32_t T,
                                     int32_t *HSP_NONNULL timesteps, int32_t *HSP_NULLABLE ends_at_alpha_bar_0);
/**
 * Fills count standard normal values: value i of a step depends on seed, step and i alone (Philox 4x32-10, Box-Muller).
 * Any seed and step. Errors: none.
 */
void hsp_noise(uint64_t seed, uint32_t step, float *HSP_NONNULL values, size_t count);

#ifdef __clang__
#pragma clang diagnostic pop
#endif

#ifdef __cplusplus
}
#endif
#endif
