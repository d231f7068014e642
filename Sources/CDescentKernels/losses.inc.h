// Losses of single rows, one row a lane, in terms of `vector` and its functions (see gradient.inc.h) and of `held`, which
// makes a value final whatever the compiler may do to floating-point expressions.

typedef int64_t integers __attribute__((vector_size(sizeof(vector))));

INLINE vector choose(integers condition, vector yes, vector no) {
  return (vector)((condition & (integers)yes) | (~condition & (integers)no));
}

INLINE integers sign_of(vector value) { return (integers)value & INT64_MIN; }
INLINE vector magnitude_of(vector value) { return (vector)((integers)value & INT64_MAX); }

/// 2ⁿ for n from -1022 to 1023.
INLINE vector power_of_two(integers n) { return (vector)((n + 1023) << 52); }

/// eˣ, off by about 1 ulp at most; infinite from 709.79 on, 0 below -745.14, NaN of NaN.
///
/// x = k log 2 + r with |r| ≤ (log 2)/2, and eʳ = 1 + r + r²q(r): the q is the polynomial through (eʳ - 1 - r)/r² at
/// Chebyshev's nodes, relative error 3e-19.
INLINE vector exponential(vector x) {
  const vector shift = broadcast(0x1.8p52);
  x = choose(x > broadcast(1000), broadcast(1000), x);
  x = choose(x < broadcast(-1000), broadcast(-1000), x);
  // Adding 1.5·2⁵² rounds to an integer, which then stands in the last bits.
  const vector shifted = held(multiply_add(x, broadcast(0x1.71547652b82fep+0), shift));
  const vector k = held(shifted - shift);
  const integers power = (integers)shifted - (integers)shift;
  // The high part of log 2 has 40 bits: its product with k is exact.
  vector r = multiply_add(k, broadcast(-0x1.62e42fefa2p-1), x);
  r = multiply_add(k, broadcast(-0x1.9ef35793c7673p-41), r);
  const vector square = r * r;
  vector even = broadcast(0x1.1f7340dbc337ep-29);
  even = multiply_add(even, square, broadcast(0x1.27e4db46cddd1p-22));
  even = multiply_add(even, square, broadcast(0x1.a01a01a6e1e2ap-16));
  even = multiply_add(even, square, broadcast(0x1.6c16c16c162c3p-10));
  even = multiply_add(even, square, broadcast(0x1.5555555555556p-5));
  even = multiply_add(even, square, broadcast(0.5));
  vector odd = broadcast(0x1.af4e554377204p-26);
  odd = multiply_add(odd, square, broadcast(0x1.71de01fdbf9cap-19));
  odd = multiply_add(odd, square, broadcast(0x1.a01a01abf85abp-13));
  odd = multiply_add(odd, square, broadcast(0x1.11111111100bep-7));
  odd = multiply_add(odd, square, broadcast(0x1.5555555555557p-3));
  const vector significand = broadcast(1) + multiply_add(square, multiply_add(odd, r, even), r);
  // In two steps, so that the powers are in range where the result is subnormal or infinite.
  const integers half = power >> 1;
  return significand * power_of_two(half) * power_of_two(power - half);
}

/// log(1 + t) for t from 0 to 1, off by less than 2 ulp.
///
/// 2 artanh z with z = t/(2 + t), z² ≤ 1/9: 2z + 2z·z²·q(z²) with the polynomial through (artanh(z)/z - 1)/z² at Chebyshev's
/// nodes, relative error 7e-18.
INLINE vector logarithm_of_one_plus(vector t) {
  const vector twice = (t + t) / (broadcast(2) + t);
  const vector w = broadcast(0.25) * twice * twice;
  const vector square = w * w;
  vector even = broadcast(0x1.687604d0c86a1p-5);
  even = multiply_add(even, square, broadcast(0x1.10ac6a3d3e5f6p-4));
  even = multiply_add(even, square, broadcast(0x1.745cf0aa6a011p-4));
  even = multiply_add(even, square, broadcast(0x1.24924923d422cp-3));
  even = multiply_add(even, square, broadcast(0x1.5555555555555p-2));
  vector odd = broadcast(0x1.4b0ed4be611b2p-4);
  odd = multiply_add(odd, square, broadcast(0x1.eb913ba3ef69ep-5));
  odd = multiply_add(odd, square, broadcast(0x1.3b18b34a260a3p-4));
  odd = multiply_add(odd, square, broadcast(0x1.c71c727164156p-4));
  odd = multiply_add(odd, square, broadcast(0x1.999999999a3dfp-3));
  return multiply_add(twice * w, multiply_add(odd, w, even), twice);
}

/// What a row adds: its loss, and by how much η is to rise to lower it, a positive multiple of -dℓ/dη.
typedef struct {
  vector value, pull;
} row_loss;

/// log(1 + e^η) - yη = log(1 + eˢ) for y of 0 or 1, with s = η or -η; the pull is y - 1/(1 + e^-η). Nothing cancels: both
/// are off by less than 3 ulp for every η.
INLINE row_loss logistic_loss(vector eta, vector y) {
  const integers is_zero = y < broadcast(0.5);
  const integers minus = (integers)broadcast(-0.0);
  const vector s = (vector)((integers)eta ^ (~is_zero & minus));
  const vector t = exponential((vector)((integers)s | minus));
  const vector sigmoid = choose(s >= broadcast(0), broadcast(1), t) / (broadcast(1) + t);
  return (row_loss){
      .value = choose(s > broadcast(0), s, broadcast(0)) + logarithm_of_one_plus(t),
      .pull = (vector)((integers)sigmoid ^ (is_zero & minus)),
  };
}

/// e^η - yη; the pull is y - e^η. Where e^η overflows the loss is infinite, and 0 · η counts as 0.
INLINE row_loss poisson_loss(vector eta, vector y) {
  // By its bits: a comparison of numbers could be taken for impossible where a user's flags rule infinity out.
  const integers infinity = (INT64_C(0x7FF) << 52) - (integers){};
  const vector mean = exponential(eta);
  const vector linear = choose(y == broadcast(0), broadcast(0), y * eta);
  return (row_loss){
      .value = choose((integers)mean == infinity, mean, mean - linear),
      .pull = y - mean,
  };
}

/// r² for r = y - η up to the threshold δ, δ(2|r| - δ) beyond; the pull is r, between -δ and δ.
INLINE row_loss huber_loss(vector eta, vector y, double threshold) {
  const vector residual = y - eta;
  const vector size = magnitude_of(residual);
  const vector part = choose(size > broadcast(threshold), broadcast(threshold), size);
  return (row_loss){
      .value = part * (size + (size - part)),
      .pull = (vector)((integers)part | sign_of(residual)),
  };
}

/// A loss by its number, which is known when this is compiled.
INLINE row_loss loss_of_rows(int loss, vector eta, vector y, double threshold) {
  switch (loss) {
    case DESCENT_LOGISTIC_LOSS: return logistic_loss(eta, y);
    case DESCENT_POISSON_LOSS: return poisson_loss(eta, y);
    default: return huber_loss(eta, y, threshold);
  }
}
