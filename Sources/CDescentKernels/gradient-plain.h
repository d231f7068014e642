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

INLINE const ELEMENT *NAME(row)(const NAME(problem) *problem, ptrdiff_t i) {
  return problem->x + (problem->rows == NULL ? i : problem->rows[i]) * problem->stride;
}

/// Where the row that is `ahead` of row i begins; only ever fetched, so it may be beyond the last.
INLINE const char *NAME(row_ahead)(const NAME(problem) *problem, ptrdiff_t i) {
  ptrdiff_t next = i + problem->ahead;
  if (problem->rows != NULL) next = problem->rows[next < problem->n ? next : problem->n - 1];
  return (const char *)((uintptr_t)problem->x + (uintptr_t)(next * problem->stride) * sizeof(ELEMENT));
}

INLINE void NAME(group)(NAME(problem) *problem, ptrdiff_t first, int count) {
  const ptrdiff_t p = problem->p, vectors = p / LANES * LANES, rest = p - vectors;
  const double *coefficients = problem->coefficients;
  const ELEMENT *rows[LANES];
  const char *ahead[LANES];
  for (int k = 0; k < count; ++k) {
    rows[k] = NAME(row)(problem, first + k);
    ahead[k] = NAME(row_ahead)(problem, first + k);
  }
  const int half = problem->gradient == NULL ? count : (count + 1) / 2;

  vector dots[LANES] = {};
  ptrdiff_t j = 0;
  for (; j + LINE <= p; j += LINE) {
    for (int k = 0; k < half; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
    for (ptrdiff_t i = j; i < j + LINE; i += LANES) {
      vector coefficient = load_double(coefficients + i);
      for (int k = 0; k < count; ++k)
        dots[k] = multiply_add(JOIN(load, ELEMENT)(rows[k] + i), coefficient, dots[k]);
    }
  }
  if (j < p)
    for (int k = 0; k < half; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
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
  vector factors[LANES];
  for (int k = 0; k < count; ++k) factors[k] = broadcast(weighted[k]);
  for (j = 0; j + LINE <= p; j += LINE) {
    for (int k = half; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
    for (ptrdiff_t i = j; i < j + LINE; i += LANES) {
      vector sum = load_double(gradient + i);
      for (int k = 0; k < count; ++k) sum = multiply_add(JOIN(load, ELEMENT)(rows[k] + i), factors[k], sum);
      store(gradient + i, sum);
    }
  }
  if (j < p)
    for (int k = half; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(ELEMENT));
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
  const ptrdiff_t rowBytes = p * (ptrdiff_t)sizeof(ELEMENT);
  const int groupRows = rows_of_group(rowBytes);
  NAME(problem) problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .ahead = rows_ahead(groupRows, rowBytes),
      .y = y, .weights = weights, .coefficients = coefficients, .offset = offset,
      .gradient = gradient, .residuals = residuals,
  };
  ptrdiff_t i = 0;
  if (groupRows == LANES) {
    for (; i + LANES <= n; i += LANES) NAME(group)(&problem, i, LANES);
  } else if (groupRows == LANES / 2) {
    for (; i + LANES / 2 <= n; i += LANES / 2) NAME(group)(&problem, i, LANES / 2);
  }
  for (; i < n; i += groupRows) NAME(group)(&problem, i, (int)(n - i < groupRows ? n - i : groupRows));
  sums[0] += sum_of_lanes(problem.squares);
  sums[1] += sum_of_lanes(problem.sum);
}

#undef NAME
#undef LINE
