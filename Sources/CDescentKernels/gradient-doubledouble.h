// The gradient in double-double arithmetic.
//
// Products and sums are split into their rounded value and its exact error (Dekker 1971, Knuth 1969); the errors are
// added in double precision (Ogita, Rump, Oishi 2005: as accurate as computed with 106 bits and rounded).

typedef struct {
  vector high, low;
} pair;

/// high + low ← high + low + value, without an error but that of the low part.
INLINE void add_to(pair *sum, vector value, vector low) {
  vector high = sum->high + value;
  vector added = high - sum->high;
  vector error = (sum->high - (high - added)) + (value - added);
  sum->low += error + low;
  sum->high = high;
}

/// sum ← sum + a·b, where b has a low part.
INLINE void add_product_to(pair *sum, vector a, vector b, vector b_low) {
  vector product = a * b;
  add_to(sum, product, multiply_add(a, b_low, multiply_subtract(a, b, product)));
}

/// The high part becomes the rounded value of both.
INLINE pair normalized(pair value) {
  vector high = value.high + value.low;
  vector added = high - value.high;
  return (pair){high, (value.high - (high - added)) + (value.low - added)};
}

INLINE pair product_of_pairs(pair a, pair b) {
  vector product = a.high * b.high;
  vector low = multiply_subtract(a.high, b.high, product);
  low = multiply_add(a.high, b.low, low);
  return (pair){product, multiply_add(a.low, b.high, low)};
}

INLINE pair sums_of_row_pairs(pair rows[LANES]) {
  for (int width = 1; width < LANES; width *= 2)
    for (int k = 0; k < LANES / 2 / width; ++k) {
      pair a = rows[2 * k], b = rows[2 * k + 1];
      pair sum = {left_of_pairs(width, a.high, b.high), left_of_pairs(width, a.low, b.low)};
      add_to(&sum, right_of_pairs(width, a.high, b.high), right_of_pairs(width, a.low, b.low));
      rows[k] = sum;
    }
  return rows[0];
}

typedef struct {
  const double *x;
  ptrdiff_t stride;
  const ptrdiff_t *rows;
  ptrdiff_t n, p, ahead;
  const double *y, *weights;
  const double *high, *low;
  pair offset;
  double *gradient_high, *gradient_low, *residuals;
  pair squares, sum;
} problem_pair;

INLINE vector row_values_pair(const problem_pair *problem, const double *values, ptrdiff_t first, int count) {
  if (problem->rows == NULL)
    return count == LANES ? load_double(values + first) : load_double_part(values + first, count);
  vector result = {};
  for (int k = 0; k < count; ++k) result[k] = values[problem->rows[first + k]];
  return result;
}

INLINE const double *row_pair(const problem_pair *problem, ptrdiff_t i) {
  return problem->x + (problem->rows == NULL ? i : problem->rows[i]) * problem->stride;
}

INLINE const char *row_ahead_pair(const problem_pair *problem, ptrdiff_t i) {
  ptrdiff_t next = i + problem->ahead;
  if (problem->rows != NULL) next = problem->rows[next < problem->n ? next : problem->n - 1];
  return (const char *)((uintptr_t)problem->x + (uintptr_t)(next * problem->stride) * sizeof(double));
}

INLINE void group_pair(problem_pair *problem, ptrdiff_t first, int count) {
  const ptrdiff_t p = problem->p, vectors = p / LANES * LANES, rest = p - vectors;
  const double *rows[LANES];
  const char *ahead[LANES];
  for (int k = 0; k < count; ++k) {
    rows[k] = row_pair(problem, first + k);
    ahead[k] = row_ahead_pair(problem, first + k);
  }
  const int half = problem->gradient_high == NULL ? count : (count + 1) / 2;

  pair dots[LANES] = {};
  ptrdiff_t j = 0;
  for (; j < vectors; j += LANES) {
    for (int k = 0; k < half; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    vector high = load_double(problem->high + j), low = load_double(problem->low + j);
    for (int k = 0; k < count; ++k) add_product_to(&dots[k], load_double(rows[k] + j), high, low);
  }
  if (rest > 0) {
    for (int k = 0; k < half; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    vector high = load_double_part(problem->high + j, rest), low = load_double_part(problem->low + j, rest);
    for (int k = 0; k < count; ++k) add_product_to(&dots[k], load_double_part(rows[k] + j, rest), high, low);
  }

  pair residual = {-problem->offset.high, -problem->offset.low};
  if (problem->y != NULL) add_to(&residual, row_values_pair(problem, problem->y, first, count), (vector){});
  pair fitted = sums_of_row_pairs(dots);
  add_to(&residual, -fitted.high, -fitted.low);
  residual = normalized(residual);
  if (count < LANES) residual = (pair){first_lanes(residual.high, count), first_lanes(residual.low, count)};
  pair weighted = residual;
  if (problem->weights != NULL) {
    pair weights = {row_values_pair(problem, problem->weights, first, count), {}};
    weighted = normalized(product_of_pairs(residual, weights));
  }
  pair square = product_of_pairs(weighted, residual);
  add_to(&problem->squares, square.high, square.low);
  add_to(&problem->sum, weighted.high, weighted.low);
  if (problem->residuals != NULL) store_part(problem->residuals + first, residual.high, count);
  if (problem->gradient_high == NULL) return;

  pair factors[LANES];
  for (int k = 0; k < count; ++k) factors[k] = (pair){broadcast(weighted.high[k]), broadcast(weighted.low[k])};
  double *high = problem->gradient_high, *low = problem->gradient_low;
  for (j = 0; j < vectors; j += LANES) {
    for (int k = half; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    pair sum = {load_double(high + j), load_double(low + j)};
    for (int k = 0; k < count; ++k)
      add_product_to(&sum, load_double(rows[k] + j), factors[k].high, factors[k].low);
    store(high + j, sum.high);
    store(low + j, sum.low);
  }
  if (rest > 0) {
    for (int k = half; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    pair sum = {load_double_part(high + j, rest), load_double_part(low + j, rest)};
    for (int k = 0; k < count; ++k)
      add_product_to(&sum, load_double_part(rows[k] + j, rest), factors[k].high, factors[k].low);
    store_part(high + j, sum.high, rest);
    store_part(low + j, sum.low, rest);
  }
}

/// Each high part becomes the rounded value of both.
INLINE void normalize(double *high, double *low, ptrdiff_t count) {
  if (high == NULL) return;
  for (ptrdiff_t j = 0; j < count; ++j) {
    double sum = high[j] + low[j], added = sum - high[j];
    low[j] = (high[j] - (sum - added)) + (low[j] - added);
    high[j] = sum;
  }
}

/// sum[0] + sum[1] ← sum[0] + sum[1] + all lanes.
INLINE void add_lanes(double sum[2], pair value) {
  for (int k = 0; k < LANES; ++k) {
    double high = sum[0] + value.high[k], added = high - sum[0];
    double error = (sum[0] - (high - added)) + (value.high[k] - added);
    sum[1] += error + value.low[k];
    sum[0] = high;
  }
  normalize(&sum[0], &sum[1], 1);
}

void JOIN(descent_gradient_doubledouble, LEVEL)(
    const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p, const double *y,
    const double *weights, const double *coefficients_high, const double *coefficients_low, double offset_high,
    double offset_low, double *gradient_high, double *gradient_low, double sums[4], double *residuals) {
  const ptrdiff_t rowBytes = p * (ptrdiff_t)sizeof(double);
  const int groupRows = rows_of_group(rowBytes);
  problem_pair problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .ahead = rows_ahead(groupRows, rowBytes),
      .y = y, .weights = weights, .high = coefficients_high, .low = coefficients_low,
      .offset = {broadcast(offset_high), broadcast(offset_low)},
      .gradient_high = gradient_high, .gradient_low = gradient_low, .residuals = residuals,
  };
  // The low parts are themselves plain sums: not too many terms, or their own rounding would show.
  const ptrdiff_t turn = 1024;
  for (ptrdiff_t start = 0; start < n; start += turn) {
    const ptrdiff_t end = n - start < turn ? n : start + turn;
    ptrdiff_t i = start;
    if (groupRows == LANES) {
      for (; i + LANES <= end; i += LANES) group_pair(&problem, i, LANES);
    } else if (groupRows == LANES / 2) {
      for (; i + LANES / 2 <= end; i += LANES / 2) group_pair(&problem, i, LANES / 2);
    }
    for (; i < end; i += groupRows) group_pair(&problem, i, (int)(end - i < groupRows ? end - i : groupRows));
    normalize(gradient_high, gradient_low, p);
    problem.squares = normalized(problem.squares);
    problem.sum = normalized(problem.sum);
  }
  add_lanes(sums, problem.squares);
  add_lanes(sums + 2, problem.sum);
}
