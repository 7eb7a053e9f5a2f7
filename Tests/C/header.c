/* Compiled as C99, C11, C++11 and C++17 under every warning: the header alone must be enough. */
#include <hspace.h>

#if defined(__cplusplus) && __cplusplus >= 201103L
static_assert(sizeof(hsp_status) == 4, "the status is 32 bits wide");
#elif !defined(__cplusplus) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(hsp_status) == 4, "the status is 32 bits wide");
#endif

int main(void) {
  hsp_source source = hsp_from_path("model.hsm");
  hsp_sink sink = hsp_to_path("out.hsm");
  return source.struct_size == sizeof source && sink.struct_size == sizeof sink ? 0 : 1;
}
