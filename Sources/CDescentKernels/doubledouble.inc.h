// The double-double kernels, compiled once for each instruction set: KERNEL(name) gives each its own name.

// Eight lanes are one register of AVX-512, two of AVX2; the functions that take them are inlined, so no call depends on it.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((vector_size(64), aligned(64)));
typedef double loose_lanes __attribute__((vector_size(64), aligned(8)));

enum { LANES = 8 };

// A number, or eight of them.
typedef struct { double high, low; } dd;
typedef struct { lanes high, low; } dd8;

// The compiler may treat products, sums and even the builtin of the fused operation as it likes under a user's -Ofast or
// -ffp-contract=fast, in spite of the pragmas. So the including file gives, for its registers and as instructions of its
// own: HOLD(v) and HOLD_LANES(v), which make the value of v final, and MULTIPLY_ADD(sum, a, b) and
// MULTIPLY_ADD_LANES(sum, a, b), sum ← a · b + sum rounded once.
INLINE lanes held_lanes(lanes v) {
  HOLD_LANES(v);
  return v;
}
INLINE double held_double(double v) {
  HOLD(v);
  return v;
}
INLINE lanes fma_lanes(lanes a, lanes b, lanes c) {
  MULTIPLY_ADD_LANES(c, a, b);
  return c;
}
INLINE double fma_double(double a, double b, double c) {
  MULTIPLY_ADD(c, a, b);
  return c;
}

INLINE lanes load(const double *p) { return *(const loose_lanes *)p; }
INLINE void store(double *p, lanes v) { *(loose_lanes *)p = v; }
INLINE lanes spread(double v) { return (lanes){v, v, v, v, v, v, v, v}; }

// The arithmetic, once for numbers and once for lanes.
#define ARITHMETIC(T, V, S)                                                                                            \
  INLINE T S##_quick_sum(V a, V b) {                                                                                   \
    V s = a + b;                                                                                                       \
    return (T){s, b - (s - a)};                                                                                        \
  }                                                                                                                    \
  INLINE T S##_two_sum(V a, V b) {                                                                                     \
    V s = a + b;                                                                                                       \
    V t = s - a;                                                                                                       \
    return (T){s, (a - (s - t)) + (b - t)};                                                                            \
  }                                                                                                                    \
  INLINE T S##_two_product(V a, V b) {                                                                                 \
    V p = held_##V(a * b);                                                                                             \
    return (T){p, fma_##V(a, b, -p)};                                                                                  \
  }                                                                                                                    \
  INLINE T S##_add(T a, T b) {                                                                                         \
    T s = S##_two_sum(a.high, b.high);                                                                                 \
    T t = S##_two_sum(a.low, b.low);                                                                                   \
    s = S##_quick_sum(s.high, s.low + t.high);                                                                         \
    return S##_quick_sum(s.high, s.low + t.low);                                                                       \
  }                                                                                                                    \
  INLINE T S##_multiply(T a, T b) {                                                                                    \
    T p = S##_two_product(a.high, b.high);                                                                             \
    p.low = p.low + fma_##V(a.high, b.low, a.low * b.high);                                                            \
    return S##_quick_sum(p.high, p.low);                                                                               \
  }                                                                                                                    \
  INLINE T S##_negate(T a) { return (T){-a.high, -a.low}; }

ARITHMETIC(dd, double, one)
ARITHMETIC(dd8, lanes, all)

INLINE dd one_divide(dd a, dd b) {
  double first = a.high / b.high;
  dd rest = one_add(a, one_negate(one_multiply(b, (dd){first, 0})));
  double second = rest.high / b.high;
  rest = one_add(rest, one_negate(one_multiply(b, (dd){second, 0})));
  dd quotient = one_quick_sum(first, second);
  return one_add(quotient, (dd){rest.high / b.high, 0});
}

INLINE dd one_root(dd a) {
  if (!(a.high > 0)) return (dd){0, 0};
  double first = sqrt(a.high);
  dd square = one_two_product(first, first);
  dd rest = one_add(a, one_negate(square));
  return one_quick_sum(first, rest.high / (2 * first));
}

INLINE dd8 load_dd(const double *high, const double *low) { return (dd8){load(high), load(low)}; }
INLINE void store_dd(double *high, double *low, dd8 v) {
  store(high, v.high);
  store(low, v.low);
}

#define SWAP(v, ...) (dd8){__builtin_shufflevector(v.high, v.high, __VA_ARGS__), \
                           __builtin_shufflevector(v.low, v.low, __VA_ARGS__)}

// The sum of the lanes, as a fixed tree.
INLINE dd sum_of_lanes(dd8 v) {
  v = all_two_sum(v.high, v.low);
  v = all_add(v, SWAP(v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = all_add(v, SWAP(v, 2, 3, 0, 1, 6, 7, 4, 5));
  v = all_add(v, SWAP(v, 1, 0, 3, 2, 5, 4, 7, 6));
  return (dd){v.high[0], v.low[0]};
}

void KERNEL(pack)(const double *x, ptrdiff_t stride, ptrdiff_t n, const int32_t *columns, const int32_t *powers,
                  const int32_t *exponents, ptrdiff_t terms, double *high, double *low, ptrdiff_t ld) {
  for (ptrdiff_t j = 0; j < terms; j++) {
    double *h = high + j * ld, *l = low + j * ld;
    for (ptrdiff_t i = 0; i < ld; i++) l[i] = 0;
    for (ptrdiff_t i = n; i < ld; i++) h[i] = 0;
    if (powers[j] == 0) {
      for (ptrdiff_t i = 0; i < n; i++) h[i] = 1;
      continue;
    }
    // In two factors, because 2^1074 is not a number of its own.
    double first = ldexp(1, exponents[j] / 2), second = ldexp(1, exponents[j] - exponents[j] / 2);
    for (ptrdiff_t i = 0; i < n; i++) h[i] = x[i * stride + columns[j]] * first * second;
    if (powers[j] == 1) continue;
    for (ptrdiff_t i = 0; i < n; i++) {
      dd base = {h[i], 0}, value = base;
      for (int32_t k = 1; k < powers[j]; k++) value = one_multiply(value, base);
      h[i] = value.high;
      l[i] = value.low;
    }
  }
}

void KERNEL(weigh)(const double *weights, ptrdiff_t n, const double *high, const double *low, ptrdiff_t columns,
                   double *weighted_high, double *weighted_low, ptrdiff_t ld) {
  for (ptrdiff_t j = 0; j < columns; j++)
    for (ptrdiff_t i = 0; i < ld; i++) {
      dd product = one_multiply((dd){high[j * ld + i], low[j * ld + i]}, (dd){i < n ? weights[i] : 0, 0});
      weighted_high[j * ld + i] = product.high;
      weighted_low[j * ld + i] = product.low;
    }
}

void KERNEL(solve_panel)(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p, double *high,
                         double *low, ptrdiff_t ld) {
  for (ptrdiff_t j = 0; j < p; j++) {
    if (!kept[j]) continue;
    dd reciprocal = one_divide((dd){1, 0}, (dd){r_high[j * p + j], r_low[j * p + j]});
    dd8 factor = {spread(reciprocal.high), spread(reciprocal.low)};
    // 32 rows at a time stay in the registers while the columns before this one are taken off.
    for (ptrdiff_t i = 0; i < ld; i += 4 * LANES) {
      ptrdiff_t vectors = ld - i < 4 * LANES ? (ld - i) / LANES : 4;
      dd8 value[4];
      for (ptrdiff_t v = 0; v < vectors; v++) {
        ptrdiff_t at = j * ld + i + v * LANES;
        value[v] = load_dd(high + at, low + at);
      }
      for (ptrdiff_t k = 0; k < j; k++) {
        if (!kept[k]) continue;
        dd8 r = {spread(-r_high[k * p + j]), spread(-r_low[k * p + j])};
        for (ptrdiff_t v = 0; v < vectors; v++) {
          ptrdiff_t at = k * ld + i + v * LANES;
          value[v] = all_add(value[v], all_multiply(load_dd(high + at, low + at), r));
        }
      }
      for (ptrdiff_t v = 0; v < vectors; v++) {
        ptrdiff_t at = j * ld + i + v * LANES;
        store_dd(high + at, low + at, all_multiply(value[v], factor));
      }
    }
  }
}

// acc + a · b with the low parts summed apart (Ogita, Rump, Oishi 2005: as if in twice the precision).
INLINE void accumulate(dd8 *acc, dd8 a, dd8 b) {
  lanes product = held_lanes(a.high * b.high);
  lanes rest = fma_lanes(a.high, b.high, -product);
  rest = fma_lanes(a.high, b.low, rest);
  rest = fma_lanes(a.low, b.high, rest);
  dd8 sum = all_two_sum(acc->high, product);
  acc->high = sum.high;
  acc->low = acc->low + (sum.low + rest);
}

INLINE void gram_tile(
    const double *a_high, const double *a_low, const double *b_high, const double *b_low, ptrdiff_t columns,
    ptrdiff_t ld, ptrdiff_t i0, ptrdiff_t j0, const ptrdiff_t height, const ptrdiff_t width, double *sum_high,
    double *sum_low) {
  dd8 acc[2][3];
  for (ptrdiff_t i = 0; i < height; i++)
    for (ptrdiff_t j = 0; j < width; j++) acc[i][j] = (dd8){spread(0), spread(0)};
  for (ptrdiff_t k = 0; k < ld; k += LANES) {
    dd8 a[2];
    for (ptrdiff_t i = 0; i < height; i++) {
      ptrdiff_t at = (i0 + i) * ld + k;
      a[i] = load_dd(a_high + at, a_low + at);
    }
    for (ptrdiff_t j = 0; j < width; j++) {
      ptrdiff_t at = (j0 + j) * ld + k;
      dd8 b = load_dd(b_high + at, b_low + at);
      for (ptrdiff_t i = 0; i < height; i++) accumulate(&acc[i][j], a[i], b);
    }
  }
  for (ptrdiff_t i = 0; i < height; i++)
    for (ptrdiff_t j = 0; j < width; j++) {
      if (j0 + j < i0 + i) continue;
      ptrdiff_t at = (i0 + i) * columns + (j0 + j);
      dd sum = one_add((dd){sum_high[at], sum_low[at]}, sum_of_lanes(acc[i][j]));
      sum_high[at] = sum.high;
      sum_low[at] = sum.low;
    }
}

void KERNEL(gram)(const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                  ptrdiff_t columns, ptrdiff_t ld, double *sum_high, double *sum_low) {
  for (ptrdiff_t i = 0; i < columns; i += 2) {
    ptrdiff_t j = i;
    if (i + 2 <= columns) {
      for (; j + 3 <= columns; j += 3)
        gram_tile(a_high, a_low, b_high, b_low, columns, ld, i, j, 2, 3, sum_high, sum_low);
      for (; j < columns; j++)
        gram_tile(a_high, a_low, b_high, b_low, columns, ld, i, j, 2, 1, sum_high, sum_low);
    } else {
      for (; j < columns; j++)
        gram_tile(a_high, a_low, b_high, b_low, columns, ld, i, j, 1, 1, sum_high, sum_low);
    }
  }
}

// sum[0] + sum[1] + sum[2] += value.
INLINE void add_to_three(double *sum[3], ptrdiff_t at, double value) {
  dd first = one_two_sum(sum[0][at], value);
  dd second = one_two_sum(sum[1][at], first.low);
  sum[0][at] = first.high;
  sum[1][at] = second.high;
  sum[2][at] += second.low;
}

// Products exact but for 2^-159, summed in three parts.
void KERNEL(products)(const double *a_high, const double *a_low, ptrdiff_t columns, const double *b_high,
                      const double *b_low, ptrdiff_t ld, double *sum_high, double *sum_middle, double *sum_low) {
  double *sum[3] = {sum_high, sum_middle, sum_low};
  for (ptrdiff_t j = 0; j < columns; j++) {
    lanes high = spread(0), middle = spread(0), low = spread(0);
    for (ptrdiff_t k = 0; k < ld; k += LANES) {
      dd8 a = load_dd(a_high + j * ld + k, a_low + j * ld + k), b = load_dd(b_high + k, b_low + k);
      dd8 product = all_two_product(a.high, b.high);
      dd8 first = all_two_product(a.high, b.low), second = all_two_product(a.low, b.high);
      dd8 sum = all_two_sum(high, product.high);
      high = sum.high;
      dd8 rest = all_two_sum(product.low, sum.low);
      dd8 cross = all_two_sum(first.high, second.high);
      dd8 both = all_two_sum(rest.high, cross.high);
      sum = all_two_sum(middle, both.high);
      middle = sum.high;
      low = low + (((sum.low + both.low) + (rest.low + cross.low)) + ((first.low + second.low) + a.low * b.low));
    }
    for (int i = 0; i < LANES; i++) {
      add_to_three(sum, j, high[i]);
      add_to_three(sum, j, middle[i]);
      add_to_three(sum, j, low[i]);
    }
  }
}

void KERNEL(add_three)(double *target_high, double *target_middle, double *target_low, const double *source_high,
                       const double *source_middle, const double *source_low, ptrdiff_t count) {
  double *sum[3] = {target_high, target_middle, target_low};
  for (ptrdiff_t i = 0; i < count; i++) {
    add_to_three(sum, i, source_high[i]);
    add_to_three(sum, i, source_middle[i]);
    add_to_three(sum, i, source_low[i]);
  }
}

void KERNEL(residual)(const double *high, const double *low, ptrdiff_t p, const double *beta_high,
                      const double *beta_low, ptrdiff_t ld, double *r_high, double *r_low) {
  for (ptrdiff_t j = 0; j < p; j++) {
    dd8 beta = {spread(-beta_high[j]), spread(-beta_low[j])};
    for (ptrdiff_t i = 0; i < ld; i += LANES) {
      dd8 product = all_multiply(load_dd(high + j * ld + i, low + j * ld + i), beta);
      store_dd(r_high + i, r_low + i, all_add(load_dd(r_high + i, r_low + i), product));
    }
  }
}

void KERNEL(add)(double *target_high, double *target_low, const double *source_high, const double *source_low,
                 ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    dd sum = one_add((dd){target_high[i], target_low[i]}, (dd){source_high[i], source_low[i]});
    target_high[i] = sum.high;
    target_low[i] = sum.low;
  }
}

// target[j] += factor · source[j] for first ≤ j < count.
static void add_multiple(double *target_high, double *target_low, const double *source_high, const double *source_low,
                         dd factor, ptrdiff_t first, ptrdiff_t count) {
  dd8 factors = {spread(factor.high), spread(factor.low)};
  ptrdiff_t j = first;
  for (; j + LANES <= count; j += LANES) {
    dd8 product = all_multiply(load_dd(source_high + j, source_low + j), factors);
    store_dd(target_high + j, target_low + j, all_add(load_dd(target_high + j, target_low + j), product));
  }
  for (; j < count; j++) {
    dd product = one_multiply((dd){source_high[j], source_low[j]}, factor);
    dd sum = one_add((dd){target_high[j], target_low[j]}, product);
    target_high[j] = sum.high;
    target_low[j] = sum.low;
  }
}

static void multiply_row(double *high, double *low, dd factor, ptrdiff_t first, ptrdiff_t count) {
  for (ptrdiff_t j = first; j < count; j++) {
    dd product = one_multiply((dd){high[j], low[j]}, factor);
    high[j] = product.high;
    low[j] = product.low;
  }
}

void KERNEL(cholesky)(double *high, double *low, ptrdiff_t p, double tolerance, uint8_t *kept) {
  // The original diagonal is needed after it has been changed; the strict lower half is free.
  for (ptrdiff_t k = 1; k < p; k++) high[k * p] = high[k * p + k];
  for (ptrdiff_t k = 0; k < p; k++) {
    dd pivot = {high[k * p + k], low[k * p + k]};
    double original = k == 0 ? pivot.high : high[k * p];
    kept[k] = pivot.high > tolerance * original && pivot.high > 0;
    if (!kept[k]) {
      for (ptrdiff_t j = k; j < p; j++) high[k * p + j] = low[k * p + j] = 0;
      continue;
    }
    dd root = one_root(pivot);
    high[k * p + k] = root.high;
    low[k * p + k] = root.low;
    multiply_row(high + k * p, low + k * p, one_divide((dd){1, 0}, root), k + 1, p);
    for (ptrdiff_t i = k + 1; i < p; i++)
      add_multiple(high + i * p, low + i * p, high + k * p, low + k * p,
                   (dd){-high[k * p + i], -low[k * p + i]}, i, p);
  }
  for (ptrdiff_t i = 1; i < p; i++)
    for (ptrdiff_t j = 0; j < i; j++) high[i * p + j] = low[i * p + j] = 0;
}

void KERNEL(invert_triangle)(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p,
                             double *z_high, double *z_low) {
  for (ptrdiff_t i = 0; i < p * p; i++) z_high[i] = z_low[i] = 0;
  for (ptrdiff_t i = p - 1; i >= 0; i--) {
    if (!kept[i]) continue;
    z_high[i * p + i] = 1;
    for (ptrdiff_t k = i + 1; k < p; k++)
      if (kept[k])
        add_multiple(z_high + i * p, z_low + i * p, z_high + k * p, z_low + k * p,
                     (dd){-r_high[i * p + k], -r_low[i * p + k]}, k, p);
    multiply_row(z_high + i * p, z_low + i * p, one_divide((dd){1, 0}, (dd){r_high[i * p + i], r_low[i * p + i]}), i,
                 p);
  }
}

void KERNEL(multiply_triangles)(const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                                ptrdiff_t p, double *c_high, double *c_low) {
  for (ptrdiff_t i = 0; i < p * p; i++) c_high[i] = c_low[i] = 0;
  for (ptrdiff_t i = 0; i < p; i++)
    for (ptrdiff_t k = i; k < p; k++)
      add_multiple(c_high + i * p, c_low + i * p, b_high + k * p, b_low + k * p,
                   (dd){a_high[i * p + k], a_low[i * p + k]}, k, p);
}
