// The gradient for elements of type ELEMENT, in double precision.

#define NAME(name) JOIN(name, ELEMENT)
#define LINE ((ptrdiff_t)(64 / sizeof(ELEMENT)))

typedef struct {
  const ELEMENT *x;
  ptrdiff_t stride;
  const ptrdiff_t *rows;
  ptrdiff_t n, p, ahead;
  const ELEMENT *y, *weights;
  const double *coefficients;
  double offset;
  double *gradient, *residuals;
  vector squares, sum;
} NAME(problem);

/// Elements of y or the weights, a lane each.
INLINE vector NAME(row_values)(const NAME(problem) *problem, const ELEMENT *values, ptrdiff_t first, int count) {
  if (problem->rows == NULL)
    return count == LANES ? JOIN(load, ELEMENT)(values + first)
                          : JOIN(JOIN(load, ELEMENT), part)(values + first, count);
  vector result = {};
  for (int k = 0; k < count; ++k) result[k] = values[problem->rows[first + k]];
  return result;
}

/// Where the row that is `ahead` of row i begins; only ever fetched, so it may be beyond the last.
INLINE const char *NAME(row_ahead)(const NAME(problem) *problem, ptrdiff_t i) {
  ptrdiff_t next = i + problem->ahead;
  if (problem->rows != NULL) next = problem->rows[next < problem->n ? next : problem->n - 1];
  return (const char *)((uintptr_t)problem->x + (uintptr_t)(next * problem->stride) * sizeof(ELEMENT));
}

/// Works off `count` rows. Of the rows ahead, `early` are fetched beside the first pass and the others beside the second.
INLINE void NAME(group)(NAME(problem) *problem, ptrdiff_t first, int count, int early) {
  const ptrdiff_t p = problem->p, vectors = p / LANES * LANES, rest = p - vectors;
  const double *coefficients = problem->coefficients;
  const ELEMENT *rows[LANES];
  const char *ahead[LANES];
  if (problem->rows == NULL) {
    rows[0] = problem->x + first * problem->stride;
    ahead[0] = NAME(row_ahead)(problem, first);
    for (int k = 1; k < count; ++k) {
      rows[k] = rows[k - 1] + problem->stride;
      ahead[k] = ahead[k - 1] + problem->stride * sizeof(ELEMENT);
    }
  } else {
    for (int k = 0; k < count; ++k) {
      rows[k] = problem->x + problem->rows[first + k] * problem->stride;
      ahead[k] = NAME(row_ahead)(problem, first + k);
    }
  }

  vector dots[LANES] = {};
  ptrdiff_t j = 0;
  for (; j + LINE <= p; j += LINE) {
    for (int k = 0; k < early; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
    for (ptrdiff_t i = j; i < j + LINE; i += LANES) {
      vector coefficient = load_double(coefficients + i);
      for (int k = 0; k < count; ++k)
        dots[k] = multiply_add(JOIN(load, ELEMENT)(rows[k] + i), coefficient, dots[k]);
    }
  }
  if (j < p)
    for (int k = 0; k < early; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
  for (; j < vectors; j += LANES) {
    vector coefficient = load_double(coefficients + j);
    for (int k = 0; k < count; ++k) dots[k] = multiply_add(JOIN(load, ELEMENT)(rows[k] + j), coefficient, dots[k]);
  }
  if (rest > 0) {
    vector coefficient = load_double_part(coefficients + j, rest);
    for (int k = 0; k < count; ++k)
      dots[k] = multiply_add(JOIN(JOIN(load, ELEMENT), part)(rows[k] + j, rest), coefficient, dots[k]);
  }

  vector residual = broadcast(-problem->offset);
  if (problem->y != NULL) residual = NAME(row_values)(problem, problem->y, first, count) - broadcast(problem->offset);
  residual -= sums_of_rows(dots);
  if (count < LANES) residual = first_lanes(residual, count);
  vector weighted = residual;
  if (problem->weights != NULL) weighted *= NAME(row_values)(problem, problem->weights, first, count);
  problem->squares = multiply_add(weighted, residual, problem->squares);
  problem->sum += weighted;
  if (problem->residuals != NULL) store_part(problem->residuals + first, residual, count);
  if (problem->gradient == NULL) return;

  double *gradient = problem->gradient;
  double values[LANES];
  store(values, weighted);
  vector factors[LANES];
  for (int k = 0; k < count; ++k) factors[k] = broadcast(values[k]);
  for (j = 0; j + LINE <= p; j += LINE) {
    for (int k = early; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
    for (ptrdiff_t i = j; i < j + LINE; i += LANES) {
      vector sum = load_double(gradient + i);
      for (int k = 0; k < count; ++k) sum = multiply_add(JOIN(load, ELEMENT)(rows[k] + i), factors[k], sum);
      store(gradient + i, sum);
    }
  }
  if (j < p)
    for (int k = early; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
  for (; j < vectors; j += LANES) {
    vector sum = load_double(gradient + j);
    for (int k = 0; k < count; ++k) sum = multiply_add(JOIN(load, ELEMENT)(rows[k] + j), factors[k], sum);
    store(gradient + j, sum);
  }
  if (rest > 0) {
    vector sum = load_double_part(gradient + j, rest);
    for (int k = 0; k < count; ++k)
      sum = multiply_add(JOIN(JOIN(load, ELEMENT), part)(rows[k] + j, rest), factors[k], sum);
    store_part(gradient + j, sum, rest);
  }
}

void JOIN(JOIN(descent_gradient, ELEMENT), LEVEL)(
    const ELEMENT *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p, const ELEMENT *y,
    const ELEMENT *weights, const double *coefficients, double offset, double *gradient, double sums[2],
    double *residuals) {
  const ptrdiff_t row_bytes = p * (ptrdiff_t)sizeof(ELEMENT);
  const int group_rows = rows_of_group(row_bytes);
  NAME(problem) problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .ahead = rows_ahead(group_rows, row_bytes),
      .y = y, .weights = weights, .coefficients = coefficients, .offset = offset,
      .gradient = gradient, .residuals = residuals,
  };
  ptrdiff_t i = 0;
  if (group_rows == LANES) {
    if (gradient == NULL)
      for (; i + LANES <= n; i += LANES) NAME(group)(&problem, i, LANES, LANES);
    else
      for (; i + LANES <= n; i += LANES) NAME(group)(&problem, i, LANES, LANES / 2);
  } else if (group_rows == LANES / 2 && gradient != NULL) {
    for (; i + LANES / 2 <= n; i += LANES / 2) NAME(group)(&problem, i, LANES / 2, LANES / 4);
  }
  for (; i < n; i += group_rows) {
    const int count = (int)(n - i < group_rows ? n - i : group_rows);
    NAME(group)(&problem, i, count, count);
  }
  sums[0] += sum_of_lanes(problem.squares);
  sums[1] += sum_of_lanes(problem.sum);
}

#undef NAME
#undef LINE
