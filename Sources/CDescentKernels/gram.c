#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "gram_block.h"

size_t descent_gram_scratch_count(size_t column_count, size_t target_count) {
  const size_t panel = 24, last_rows = (column_count + 7) / 8 * 8, extras = (1 + target_count + 7) / 8 * 8;
  return (panel + last_rows + extras) * BLOCK_ROWS;
}

void descent_gram_add(int level, const descent_gram_rows *rows, const descent_gram_sums *sums, double *scratch) {
#if defined(__x86_64__)
  if (level >= 2) return descent_gram_avx512(rows, sums, scratch);
  if (level == 1) return descent_gram_avx2(rows, sums, scratch);
#endif
  descent_gram_portable(rows, sums, scratch);
}
