// Sums of products of integers of 45 bits, which double-double holds exactly, and losses: compiled by
// scripts/check-kernel-flags with flags that let the compiler treat floating-point numbers as it likes. Exits with 1 where a
// digit is wrong.

#include "CDescentKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 264, COLUMNS = 5 };

static uint64_t state = 1;

static double random_integer(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)((int64_t)state >> 19);
}

static int wrong(const char *what, __int128 exact, double high, double low) {
  if ((__int128)high + (__int128)low == exact) return 0;
  printf("%s: wrong by %g of %g\n", what, (double)(exact - (__int128)high - (__int128)low), (double)exact);
  return 1;
}

/// The exponential and the logarithm of the losses, beside those of the C library.
static int losses_are_wrong(void) {
  int errors = 0;
  for (int k = -700; k <= 700; k++) {
    const double eta = k / 7.0, one = 1, zero = 0;
    double mean[2] = {0}, odds[2] = {0};
    descent_loss_double(DESCENT_POISSON_LOSS, 0, &one, 1, NULL, 1, 1, &zero, NULL, NULL, &eta, 0, NULL, mean);
    descent_loss_double(DESCENT_LOGISTIC_LOSS, 0, &one, 1, NULL, 1, 1, &zero, NULL, NULL, &eta, 0, NULL, odds);
    const double loss = (eta > 0 ? eta : 0) + log1p(exp(-fabs(eta)));
    if (fabs(mean[0] / exp(eta) - 1) < 1e-15 && fabs(odds[0] / loss - 1) < 2e-15) continue;
    printf("losses: wrong at %g\n", eta);
    errors++;
  }
  return errors;
}

int main(void) {
  static double x[ROWS * COLUMNS], y[ROWS], high[ROWS * (COLUMNS + 1)], low[ROWS * (COLUMNS + 1)];
  static int32_t columns[COLUMNS], powers[COLUMNS], exponents[COLUMNS];
  for (int i = 0; i < ROWS * COLUMNS; i++) x[i] = random_integer();
  for (int i = 0; i < ROWS; i++) y[i] = random_integer();
  for (int j = 0; j < COLUMNS; j++) {
    columns[j] = j;
    powers[j] = 1;
  }

  double gram[COLUMNS * COLUMNS] = {0}, gram_low[COLUMNS * COLUMNS] = {0};
  double product[COLUMNS] = {0}, product_middle[COLUMNS] = {0}, product_low[COLUMNS] = {0};
  double gradient[COLUMNS] = {0}, gradient_low[COLUMNS] = {0}, sums[4] = {0};
  const double zeros[COLUMNS] = {0};
  descent_dd_pack(x, COLUMNS, ROWS, columns, powers, exponents, COLUMNS, high, low, ROWS);
  memcpy(high + COLUMNS * ROWS, y, sizeof y);
  memset(low + COLUMNS * ROWS, 0, sizeof y);
  descent_dd_gram(high, low, high, low, COLUMNS, ROWS, gram, gram_low);
  descent_dd_products(high, low, COLUMNS, high + COLUMNS * ROWS, low + COLUMNS * ROWS, ROWS, product, product_middle,
                      product_low);
  descent_gradient_doubledouble(x, COLUMNS, NULL, ROWS, COLUMNS, y, NULL, zeros, zeros, 0, 0, gradient, gradient_low,
                                sums, NULL);

  int errors = losses_are_wrong();
  for (int i = 0; i < COLUMNS; i++) {
    __int128 with_y = 0;
    for (int k = 0; k < ROWS; k++) with_y += (__int128)x[k * COLUMNS + i] * (__int128)y[k];
    errors += wrong("products", with_y - (__int128)product_low[i], product[i], product_middle[i]);
    errors += wrong("gradient", with_y, gradient[i], gradient_low[i]);
    for (int j = i; j < COLUMNS; j++) {
      __int128 exact = 0;
      for (int k = 0; k < ROWS; k++) exact += (__int128)x[k * COLUMNS + i] * (__int128)x[k * COLUMNS + j];
      errors += wrong("gram", exact, gram[i * COLUMNS + j], gram_low[i * COLUMNS + j]);
    }
  }
  return errors > 0;
}
