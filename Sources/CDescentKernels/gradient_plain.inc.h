// The gradient of the squares, and of other losses, for elements of type ELEMENT, in double precision.

#define NAME(name) JOIN(name, ELEMENT)
#define LINE ((ptrdiff_t)(64 / sizeof(ELEMENT)))

typedef struct {
  const ELEMENT *x;
  ptrdiff_t stride;
  const ptrdiff_t *rows;
  ptrdiff_t n, p, ahead;
  const ELEMENT *y, *weights, *offsets;
  const double *coefficients;
  double offset, threshold;
  double *gradient, *residuals;
  vector squares, sum;
} NAME(problem);

/// Elements of y, the weights or the offsets, a lane each.
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

/// η of the rows of a group, from their products with the coefficients, and its loss.
INLINE row_loss NAME(losses)(const NAME(problem) *problem, int loss, ptrdiff_t first, int count, vector products) {
  vector eta = products + broadcast(problem->offset);
  if (problem->offsets != NULL) eta += NAME(row_values)(problem, problem->offsets, first, count);
  row_loss result = loss_of_rows(loss, eta, NAME(row_values)(problem, problem->y, first, count), problem->threshold);
  if (count < LANES) {
    result.value = first_lanes(result.value, count);
    result.pull = first_lanes(result.pull, count);
  }
  return result;
}

/// Works off `count` rows, for squares where `loss` is 0. Of the rows ahead, `early` are fetched beside the first pass and
/// the others beside the second.
INLINE void NAME(group)(NAME(problem) *problem, int loss, ptrdiff_t first, int count, int early) {
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

  vector weighted;
  if (loss == 0) {
    vector residual = broadcast(-problem->offset);
    if (problem->y != NULL) residual = NAME(row_values)(problem, problem->y, first, count) - broadcast(problem->offset);
    residual -= sums_of_rows(dots);
    if (count < LANES) residual = first_lanes(residual, count);
    weighted = residual;
    if (problem->weights != NULL) weighted *= NAME(row_values)(problem, problem->weights, first, count);
    problem->squares = multiply_add(weighted, residual, problem->squares);
    if (problem->residuals != NULL) store_part(problem->residuals + first, residual, count);
  } else {
    row_loss losses = NAME(losses)(problem, loss, first, count, sums_of_rows(dots));
    if (problem->weights != NULL) {
      const vector weights = NAME(row_values)(problem, problem->weights, first, count);
      losses.value *= weights;
      losses.pull *= weights;
    }
    weighted = losses.pull;
    problem->squares += losses.value;
  }
  problem->sum += weighted;
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

/// Works off all rows, and adds up what they give.
INLINE void NAME(all_groups)(NAME(problem) *problem, int loss, double sums[2]) {
  const ptrdiff_t n = problem->n, row_bytes = problem->p * (ptrdiff_t)sizeof(ELEMENT);
  const int group_rows = rows_of_group(row_bytes);
  problem->ahead = rows_ahead(group_rows, row_bytes);
  ptrdiff_t i = 0;
  if (group_rows == LANES) {
    if (problem->gradient == NULL)
      for (; i + LANES <= n; i += LANES) NAME(group)(problem, loss, i, LANES, LANES);
    else
      for (; i + LANES <= n; i += LANES) NAME(group)(problem, loss, i, LANES, LANES / 2);
  } else if (group_rows == LANES / 2 && problem->gradient != NULL) {
    for (; i + LANES / 2 <= n; i += LANES / 2) NAME(group)(problem, loss, i, LANES / 2, LANES / 4);
  }
  for (; i < n; i += group_rows) {
    const int count = (int)(n - i < group_rows ? n - i : group_rows);
    NAME(group)(problem, loss, i, count, count);
  }
  sums[0] += sum_of_lanes(problem->squares);
  sums[1] += sum_of_lanes(problem->sum);
}

void JOIN(JOIN(descent_gradient, ELEMENT), LEVEL)(
    const ELEMENT *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p, const ELEMENT *y,
    const ELEMENT *weights, const double *coefficients, double offset, double *gradient, double sums[2],
    double *residuals) {
  NAME(problem) problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .y = y, .weights = weights,
      .coefficients = coefficients, .offset = offset, .gradient = gradient, .residuals = residuals,
  };
  NAME(all_groups)(&problem, 0, sums);
}

void JOIN(JOIN(descent_loss, ELEMENT), LEVEL)(
    int loss, double threshold, const ELEMENT *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
    const ELEMENT *y, const ELEMENT *offsets, const ELEMENT *weights, const double *coefficients, double offset,
    double *gradient, double sums[2]) {
  NAME(problem) problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .y = y, .weights = weights, .offsets = offsets,
      .coefficients = coefficients, .offset = offset, .threshold = threshold, .gradient = gradient,
  };
  switch (loss) {
    case DESCENT_LOGISTIC_LOSS: NAME(all_groups)(&problem, DESCENT_LOGISTIC_LOSS, sums); break;
    case DESCENT_POISSON_LOSS: NAME(all_groups)(&problem, DESCENT_POISSON_LOSS, sums); break;
    default: NAME(all_groups)(&problem, DESCENT_HUBER_LOSS, sums);
  }
}

#undef NAME
#undef LINE
