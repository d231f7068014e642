// Functions of whole arrays, in terms of those of single vectors in losses.inc.h.

void JOIN(descent_exponentials, LEVEL)(const double *x, ptrdiff_t n, double *result) {
  ptrdiff_t i = 0;
  for (; i + LANES <= n; i += LANES) store(result + i, exponential(load_double(x + i)));
  if (i < n) store_part(result + i, exponential(load_double_part(x + i, n - i)), n - i);
}

void JOIN(descent_logarithms_of_one_plus, LEVEL)(const double *t, ptrdiff_t n, double *result) {
  ptrdiff_t i = 0;
  for (; i + LANES <= n; i += LANES) store(result + i, logarithm_of_one_plus(load_double(t + i)));
  if (i < n) store_part(result + i, logarithm_of_one_plus(load_double_part(t + i, n - i)), n - i);
}
