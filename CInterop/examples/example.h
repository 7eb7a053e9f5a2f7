/* What the examples share: a message for a failure, room for a picture, and its way out as a binary PPM file. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <hspace.h>
#include <stdio.h>
#include <stdlib.h>

/* Says what failed and why, and returns the exit status of main. The system takes back what a failed program holds. */
static inline int fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  return 1;
}

/* Makes room for a picture of the model's size, to be given back with free(picture.pixels); pixels is NULL on failure.
 */
static inline hsp_picture new_picture(const hsp_model *model) {
  hsp_model_info info = {.struct_size = sizeof info};
  hsp_picture picture = {.struct_size = sizeof picture, .channels = 3};
  if (hsp_model_describe(model, &info)) return picture;
  picture.width = info.width;
  picture.height = info.height;
  picture.stride = (size_t)info.width * picture.channels;
  picture.pixels = malloc(picture.stride * picture.height);
  return picture;
}

/* Writes a binary PPM; returns 0, or anything else when not all of it was written. */
static inline int write_picture(const hsp_picture *picture, FILE *out) {
  fprintf(out, "P6\n%u %u\n255\n", picture->width, picture->height);
  fwrite(picture->pixels, picture->stride, picture->height, out);
  return fflush(out) || ferror(out);
}
#endif
