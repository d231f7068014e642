// The one source of the kernels in gram_*.c. Each includes it with these defined:
//   NAME    the name of the function
//   WIDTH   doubles in a vector, and rows in a tile
//   DEPTH   vectors in a row of a tile, at most 3
//   FMA     a * b + c for vectors
//
// A tile of the Gram matrix, WIDTH rows by up to DEPTH vectors, stays in registers while the rows of a block go by:
// each adds the products of WIDTH elements, broadcast, with DEPTH vectors. With weights, the panel of columns that the
// vectors come from is first copied, times the weights.
//
// Vectors may reach behind the end of a row, into the next one. Lanes do not mix: what stands in a lane that belongs to
// no column reaches no result.

// Functions that take vectors are inlined, so that no call depends on how vectors are passed.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define EACH(i, count) UNROLL for (int i = 0; i < count; i++)

typedef double vec __attribute__((ext_vector_type(WIDTH)));
typedef vec loose __attribute__((aligned(8)));

#define AT(address) (*(loose *)(address))
#define GET(address) (*(const loose *)(address))

/// Adds to sums, and what rounding takes off them to their rests (TwoSum, Knuth 1969).
INLINE void add_to(double *sums, vec value, size_t rest) {
  const vec before = GET(sums), after = before + value;
  AT(sums) = after;
  if (rest == 0) return;
  const vec added = after - before;
  AT(sums + rest) += (before - (after - added)) + (value - added);
}

/// Adds the products of `rows` elements of one row with `vectors` vectors of it.
INLINE void add_row(
    const int rows, const int vectors, const double *a, const double *b, size_t slice, vec sum[WIDTH][3]) {
  vec right[3];
  EACH(v, vectors) right[v] = GET(b + v * slice);
  EACH(i, rows) {
    const vec left = a[i];
    EACH(v, vectors) sum[i][v] = FMA(left, right[v], sum[i][v]);
  }
}

/// C += AᵀB for `rows` columns of A and `vectors` vectors of columns of B. Where these make few sums, which would have
/// to wait for each other, the rows of A and B take turns with `turns` of each.
INLINE void tile(
    const int rows, const int vectors, const int turns, const matrix *a, const matrix *b, size_t count, double *c,
    size_t stride, ahead *next) {
  vec sum[4][WIDTH][3];
  EACH(t, turns) EACH(i, rows) EACH(v, vectors) sum[t][i][v] = 0;
  const double *pa = a->base, *pb = b->base;
  const char *fetch = next->address;
  const size_t step = next->step, slice = b->slice;
  size_t k = 0;
  if (rows == WIDTH) {
    // In large matrices the sums are far away: they are fetched in time.
    EACH(i, rows) EACH(v, vectors) __builtin_prefetch(c + i * stride + v * WIDTH, 1);
  }
  for (; k + turns <= count; k += turns) {
    EACH(t, turns) {
      __builtin_prefetch(fetch);
      if (vectors == 1) __builtin_prefetch(fetch + 64);
      fetch += step;
      add_row(rows, vectors, pa + t * a->row, pb + t * b->row, slice, sum[t]);
    }
    pa += turns * a->row;
    pb += turns * b->row;
  }
  if (turns > 1) {
    for (; k < count; k++, pa += a->row, pb += b->row) add_row(rows, vectors, pa, pb, slice, sum[0]);
  }
  next->address = fetch;
  EACH(i, rows) EACH(v, vectors) {
    UNROLL for (int t = 1; t < turns; t++) sum[0][i][v] += sum[t][i][v];
    add_to(c + i * stride + v * WIDTH, sum[0][i][v], next->rest);
  }
}

/// The upper half of a square of two vectors: three tiles of one vector at once.
static __attribute__((noinline)) void corner(
    const matrix *a, const matrix *b, size_t count, double *c, size_t stride, ahead *next) {
  vec first[WIDTH][2], second[WIDTH];
  EACH(i, WIDTH) first[i][0] = first[i][1] = second[i] = 0;
  const double *pa = a->base, *pb = b->base;
  const char *fetch = next->address;
  const size_t step = next->step;
  for (size_t k = 0; k < count; k++) {
    vec left = GET(pb), right = GET(pb + b->slice);
    __builtin_prefetch(fetch);
    __builtin_prefetch(fetch + 64);
    fetch += step;
    EACH(i, WIDTH) {
      vec factor = pa[i];
      first[i][0] = FMA(factor, left, first[i][0]);
      first[i][1] = FMA(factor, right, first[i][1]);
    }
    EACH(i, WIDTH) {
      vec factor = pa[a->slice + i];
      second[i] = FMA(factor, right, second[i]);
    }
    pa += a->row;
    pb += b->row;
  }
  next->address = fetch;
  EACH(i, WIDTH) {
    double *target = c + i * stride;
    add_to(target, first[i][0], next->rest);
    add_to(target + WIDTH, first[i][1], next->rest);
    target += WIDTH * stride + WIDTH;
    add_to(target, second[i], next->rest);
  }
}

typedef void tile_function(const matrix *a, const matrix *b, size_t count, double *c, size_t stride, ahead *next);

#define TILE(name, rows, vectors, turns)                                                                    \
  static void name(const matrix *a, const matrix *b, size_t count, double *c, size_t stride, ahead *next) { \
    tile(rows, vectors, turns, a, b, count, c, stride, next);                                               \
  }
TILE(full1, WIDTH, 1, DEPTH == 1 ? 1 : 2)
TILE(full2, WIDTH, 2, 1)
TILE(full3, WIDTH, 3, 1)
TILE(pair1, 2, 1, 4)
TILE(pair2, 2, 2, 2)
TILE(pair3, 2, 3, 2)

static tile_function *const full_tiles[3] = {full1, full2, full3};
static tile_function *const pair_tiles[3] = {pair1, pair2, pair3};

/// The vectors of the next panel of columns: DEPTH of them, but 2 and 2 rather than 3 and 1.
static size_t panel_width(size_t remaining) {
  if (remaining <= DEPTH) return remaining;
  return DEPTH == 3 && remaining == 4 ? 2 : DEPTH;
}

/// The columns from that vector on.
INLINE matrix from(matrix all, size_t vector) { return (matrix){all.base + vector * all.slice, all.row, all.slice}; }

/// Copies columns times the weights to a panel.
INLINE void weigh_panel(matrix x, const double *weights, size_t count, const size_t vectors, double *panel) {
  for (size_t k = 0; k < count; k++) {
    for (size_t v = 0; v < vectors; v++) {
      const vec values = GET(x.base + k * x.row + v * x.slice);
      AT(panel + k * vectors * WIDTH + v * WIDTH) = weights[k] * values;
    }
  }
}

/// The vectors of columns from `start` on: as they stand, or copied times the weights.
static matrix panel_of(const block *b, size_t start, size_t width, double *panel) {
  const matrix here = from(b->x, start);
  if (!b->weights) return here;
  if (width == 3) weigh_panel(here, b->weights, b->count, 3, panel);
  else if (width == 2) weigh_panel(here, b->weights, b->count, 2, panel);
  else weigh_panel(here, b->weights, b->count, 1, panel);
  return (matrix){panel, width * WIDTH, WIDTH};
}

/// Adds the tiles of XᵀX above the diagonal of one panel, and those on it.
static void gram_of(
    const block *b, size_t start, size_t width, matrix panel, double *gram, size_t stride, ahead *next) {
  double *const right = gram + start * WIDTH;
  for (size_t i = 0; i < start; i++) {
    const matrix rows = from(b->x, i);
    full_tiles[width - 1](&rows, &panel, b->count, right + i * WIDTH * stride, stride, next);
  }
  size_t done = 0;
  if (width != 2) {
    const matrix rows = from(b->x, start);
    full_tiles[width - 1](&rows, &panel, b->count, right + start * WIDTH * stride, stride, next);
    done = 1;
  }
  if (width - done == 2) {
    const matrix rows = from(b->x, start + done), rest = from(panel, done);
    corner(&rows, &rest, b->count, right + (start + done) * WIDTH * stride + done * WIDTH, stride, next);
  }
}

/// The calls of tiles that `gram_of` makes for all panels.
static size_t tile_count(size_t vectors) {
  size_t result = 0;
  for (size_t start = 0; start < vectors;) {
    const size_t width = panel_width(vectors - start);
    result += start + (width + 1) / 2;
    start += width;
  }
  return result;
}

/// Adds EᵀX for one panel.
static void products_of(const block *b, size_t width, matrix panel, double *target, size_t stride, size_t rest) {
  ahead none = {(const char *)panel.base, 0, rest};
  for (size_t i = 0; i < b->extra_count;) {
    const matrix rows = {b->extras.base + i, b->extras.row, WIDTH};
    const int is_full = b->extra_count - i > 4;
    (is_full ? full_tiles : pair_tiles)[width - 1](&rows, &panel, b->count, target + i * stride, stride, &none);
    i += is_full ? WIDTH : 2;
  }
}

/// Adds Σ w e and Σ w e² for the columns of E.
static void sums_of(const block *b, double *sums, double *squares, size_t rest) {
  for (size_t v = 0; v < b->extra_count; v += WIDTH) {
    vec sum = 0, square = 0;
    for (size_t k = 0; k < b->count; k++) {
      const vec value = GET(b->extras.base + k * b->extras.row + v);
      const vec weighted = b->weights ? b->weights[k] * value : value;
      sum += weighted;
      square = FMA(weighted, value, square);
    }
    add_to(sums + v, sum, rest);
    add_to(squares + v, square, rest);
  }
}

/// A copy of rows in slices of WIDTH columns; `is_last` forbids to read behind a row.
static matrix copy_rows(
    const double *x, size_t stride, size_t count, size_t column_count, int is_last, double *target) {
  // The 64 bytes more keep the slices from meeting in the same set of a cache.
  const size_t slice = PACKED_ROWS * WIDTH + 8, full = column_count / WIDTH, tail = column_count % WIDTH;
  for (size_t k = 0; k < count; k++) {
    const double *row = x + k * stride;
    double *to = target + k * WIDTH;
    for (size_t v = 0; v < full; v++) AT(to + v * slice) = GET(row + v * WIDTH);
    if (tail == 0) continue;
    if (!is_last) AT(to + full * slice) = GET(row + full * WIDTH);
    else for (size_t j = 0; j < WIDTH; j++) to[full * slice + j] = j < tail ? row[full * WIDTH + j] : 0;
  }
  return (matrix){target, WIDTH, slice};
}

/// The elements in a row of E: a one, the targets, and zeros.
static size_t extras_row(const descent_gram_rows *x) { return (1 + x->target_count + WIDTH - 1) / WIDTH * WIDTH; }

/// E, of which only the targets change from block to block.
static matrix copy_targets(const descent_gram_rows *x, size_t first, size_t count, double *target) {
  const size_t row = extras_row(x), m = x->target_count;
  for (size_t k = 0; k < count && m > 0; k++) {
    const double *y = x->targets + (first + k) * x->target_stride;
    for (size_t j = 0; j < m; j++) target[k * row + 1 + j] = y[j];
  }
  return (matrix){target, row, WIDTH};
}

void NAME(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch) {
  const size_t p = x->column_count, vectors = (p + WIDTH - 1) / WIDTH;
  double *const panel_copy = scratch, *const extras = panel_copy + DEPTH * WIDTH * PACKED_ROWS;
  double *const row_copy = extras + extras_row(x) * PACKED_ROWS;
  const int packs = p > UNPACKED_COLUMNS;
  const size_t block_rows = packs ? PACKED_ROWS : UNPACKED_ROWS;
  const int is_contiguous = x->x_stride == p;
  const size_t fetches = tile_count(vectors) * block_rows, block_bytes = block_rows * x->x_stride * sizeof(double);
  for (size_t i = 0; i < extras_row(x) * block_rows; i++) extras[i] = i % extras_row(x) == 0 ? 1 : 0;
  for (size_t first = 0; first < x->row_count; first += block_rows) {
    const size_t left = x->row_count - first;
    const double *rows = x->x + first * x->x_stride;
    block here = {.x = {rows, x->x_stride, WIDTH}, .count = left < block_rows ? left : block_rows};
    here.weights = x->weights ? x->weights + first : 0;
    here.extra_count = 1 + x->target_count;
    ahead next = {(const char *)(rows + here.count * x->x_stride), 0, sums->rest};
    const size_t behind = (left - here.count) * x->x_stride;
    if (behind > 0 && is_contiguous && fetches > 0) next.step = (block_bytes + fetches - 1) / fetches;
    const int is_last = behind < WIDTH && p % WIDTH != 0;
    if (is_last || packs) here.x = copy_rows(rows, x->x_stride, here.count, p, is_last, row_copy);
    if (sums->products || sums->sums) here.extras = copy_targets(x, first, here.count, extras);
    if (sums->sums) sums_of(&here, sums->sums, sums->squares, sums->rest);
    for (size_t start = 0; start < vectors;) {
      const size_t width = panel_width(vectors - start);
      const matrix panel = panel_of(&here, start, width, panel_copy);
      gram_of(&here, start, width, panel, sums->gram, sums->stride, &next);
      if (sums->products) products_of(&here, width, panel, sums->products + start * WIDTH, sums->stride, sums->rest);
      start += width;
    }
  }
}
