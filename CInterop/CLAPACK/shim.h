#include <stddef.h>

/*
 * LAPACK's routines have no header of their own: Fortran takes every argument by address, and the lengths of strings
 * behind the last one.
 */

/* Eigenvalues, ascending, and eigenvectors of a symmetric matrix, which they replace: one behind the other. */
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobz_length, size_t uplo_length);
