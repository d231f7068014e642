// The gradient in double-double arithmetic.
//
// Products and sums are split into their rounded value and its exact error (Dekker 1971, Knuth 1969); the errors are
// added in double precision (Ogita, Rump, Oishi 2005: as accurate as computed with 106 bits and rounded).

typedef struct {
  vector high, low;
} pair;

/// high + low ← high + low + value + low, without an error but that of the low part.
INLINE void add_to(pair *sum, vector value, vector low) {
  vector high = sum->high + value;
  vector added = high - sum->high;
  vector error = (sum->high - (high - added)) + (value - added);
  sum->low += error + low;
  sum->high = high;
}

/// sum ← sum + a·b, where b has a low part. The error of the product and what the sum took too much or too little of it are
/// one multiply-add: they are small, and so is its rounding. The product has to be rounded before it is added: under
/// -ffp-contract=fast the compiler would make one operation of the two in spite of the pragma, hence `multiply`.
INLINE void add_product_to(pair *sum, vector a, vector b, vector b_low) {
  vector high = sum->high + multiply(a, b);
  vector added = high - sum->high;
  vector error = (sum->high - (high - added)) + multiply_subtract(a, b, added);
  sum->low = multiply_add(a, b_low, sum->low) + error;
  sum->high = high;
}

/// The high part becomes the rounded value of both.
INLINE pair normalized(pair value) {
  vector high = value.high + value.low;
  vector added = high - value.high;
  return (pair){high, (value.high - (high - added)) + (value.low - added)};
}

INLINE pair product_of_pairs(pair a, pair b) {
  vector product = multiply(a.high, b.high);
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

INLINE const char *row_ahead_pair(const problem_pair *problem, ptrdiff_t i) {
  ptrdiff_t next = i + problem->ahead;
  if (problem->rows != NULL) next = problem->rows[next < problem->n ? next : problem->n - 1];
  return (const char *)((uintptr_t)problem->x + (uintptr_t)(next * problem->stride) * sizeof(double));
}

/// Works off `count` rows. Of the rows ahead, `early` are fetched beside the first pass and the others beside the second.
INLINE void group_pair(problem_pair *problem, ptrdiff_t first, int count, int early) {
  const ptrdiff_t p = problem->p, vectors = p / LANES * LANES, rest = p - vectors;
  const double *rows[LANES];
  const char *ahead[LANES];
  if (problem->rows == NULL) {
    rows[0] = problem->x + first * problem->stride;
    ahead[0] = row_ahead_pair(problem, first);
    for (int k = 1; k < count; ++k) {
      rows[k] = rows[k - 1] + problem->stride;
      ahead[k] = ahead[k - 1] + problem->stride * sizeof(double);
    }
  } else {
    for (int k = 0; k < count; ++k) {
      rows[k] = problem->x + problem->rows[first + k] * problem->stride;
      ahead[k] = row_ahead_pair(problem, first + k);
    }
  }

  pair dots[LANES] = {};
  ptrdiff_t j = 0;
  for (; j < vectors; j += LANES) {
    for (int k = 0; k < early; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    vector high = load_double(problem->high + j), low = load_double(problem->low + j);
    for (int k = 0; k < count; ++k) add_product_to(&dots[k], load_double(rows[k] + j), high, low);
  }
  if (rest > 0) {
    for (int k = 0; k < early; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
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

  double high_values[LANES], low_values[LANES];
  store(high_values, weighted.high);
  store(low_values, weighted.low);
  pair factors[LANES];
  for (int k = 0; k < count; ++k) factors[k] = (pair){broadcast(high_values[k]), broadcast(low_values[k])};
  double *high = problem->gradient_high, *low = problem->gradient_low;
  for (j = 0; j < vectors; j += LANES) {
    for (int k = early; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
    pair sum = {load_double(high + j), load_double(low + j)};
    for (int k = 0; k < count; ++k)
      add_product_to(&sum, load_double(rows[k] + j), factors[k].high, factors[k].low);
    store(high + j, sum.high);
    store(low + j, sum.low);
  }
  if (rest > 0) {
    for (int k = early; k < count; ++k) __builtin_prefetch(ahead[k] + j * sizeof(double));
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
  const ptrdiff_t row_bytes = p * (ptrdiff_t)sizeof(double);
  const int group_rows = rows_of_group(row_bytes);
  problem_pair problem = {
      .x = x, .stride = stride, .rows = rows, .n = n, .p = p, .ahead = rows_ahead(group_rows, row_bytes),
      .y = y, .weights = weights, .high = coefficients_high, .low = coefficients_low,
      .offset = {broadcast(offset_high), broadcast(offset_low)},
      .gradient_high = gradient_high, .gradient_low = gradient_low, .residuals = residuals,
  };
  // The low parts are themselves plain sums: not too many terms, or their own rounding would show.
  const ptrdiff_t turn = 1024;
  for (ptrdiff_t start = 0; start < n; start += turn) {
    const ptrdiff_t end = n - start < turn ? n : start + turn;
    ptrdiff_t i = start;
    if (group_rows == LANES) {
      for (; i + LANES <= end; i += LANES) group_pair(&problem, i, LANES, LANES / 2);
    } else if (group_rows == LANES / 2) {
      for (; i + LANES / 2 <= end; i += LANES / 2) group_pair(&problem, i, LANES / 2, LANES / 4);
    }
    for (; i < end; i += group_rows) {
      const int count = (int)(end - i < group_rows ? end - i : group_rows);
      group_pair(&problem, i, count, count);
    }
    normalize(gradient_high, gradient_low, p);
    problem.squares = normalized(problem.squares);
    problem.sum = normalized(problem.sum);
  }
  add_lanes(sums, problem.squares);
  add_lanes(sums + 2, problem.sum);
}
