#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "gram_block.h"

size_t descent_gram_scratch_count(size_t column_count, size_t target_count) {
  const size_t panel = 24 * PACKED_ROWS, extras = (1 + target_count + 7) / 8 * 8 * PACKED_ROWS;
  return panel + extras + (column_count + 7) / 8 * 8 * (PACKED_ROWS + 2);
}

void descent_gram_add(int level, const descent_gram_rows *rows, const descent_gram_sums *sums, double *scratch) {
#if defined(__x86_64__)
  if (level >= 2) return descent_gram_avx512(rows, sums, scratch);
  if (level == 1) return descent_gram_avx2(rows, sums, scratch);
#endif
  descent_gram_portable(rows, sums, scratch);
}
