import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Chebyquad (Fletcher 1965): n abscissas in [0, 1] whose equally weighted sum integrates polynomials up to degree n. That can
  /// be had exactly for n = 1 … 7 and 9 only. The parameters may change places.
  ///
  /// - Precondition: n is positive. The minima are known up to 10; the smaller one of n = 10 is not in the list of 1981.
  /// - Complexity: O(n³).
  public static func chebyquad(_ n: Int = 8) -> TestProblem {
    requireAtLeast(1, n, "chebyquad")
    return TestProblem(
      "Chebyquad", number: 35, start: Vector((1...n).map { Double($0) / Double(n + 1) }),
      minima: Chebyquad.minima[n] ?? [], Chebyquad(parameterCount: n))
  }
}

/// rᵢ = (1/n) Σⱼ Tᵢ(xⱼ) − ∫ Tᵢ, i = 1 … n, with the Chebyshev polynomials of [0, 1], whose integrals are −1/(i² − 1) for even i, 0
/// for odd.
struct Chebyquad: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    for i in 1...n {
      var total = 0.0
      for j in 0..<n { total += Chebyshev(i, x[j]).value }
      f.square(total / Double(n) + (i.isMultiple(of: 2) ? 1 / Double(i * i - 1) : 0))
      guard f.needsSlopes else { continue }
      for j in 0..<n {
        let polynomial = Chebyshev(i, x[j])
        f.slope(j, polynomial.slope / Double(n))
        f.curvature(j, j, polynomial.curvature / Double(n))
      }
    }
  }

  /// Tᵢ(x) = cos(i arccos(2x − 1)) with two derivatives, by Tᵢ₊₁ = 2yTᵢ − Tᵢ₋₁, y = 2x − 1.
  private struct Chebyshev {
    var (value, slope, curvature) = (1.0, 0.0, 0.0)

    init(_ degree: Int, _ x: Double) {
      let y = 2 * x - 1
      // T₋₁ = T₁ = y.
      var before = (value: y, slope: 2.0, curvature: 0.0)
      for _ in 0..<degree {
        let next = (
          value: 2 * y * value - before.value,
          slope: 4 * value + 2 * y * slope - before.slope,
          curvature: 8 * slope + 2 * y * curvature - before.curvature
        )
        before = (value, slope, curvature)
        (value, slope, curvature) = next
      }
    }
  }

  static let minima: [Int: [KnownMinimum]] = [
    1: [.global(0, at: [0.5])],
    2: [.global(0, at: [0.2113248654051871, 0.7886751345948129])],
    3: [.global(0, at: [0.14644660940672624, 0.5, 0.8535533905932737])],
    4: [.global(0, at: [0.10267276385411694, 0.40620376295746, 0.5937962370425399, 0.8973272361458831])],
    5: [.global(0, at: [0.08375125649950906, 0.31272929522320947, 0.5, 0.6872707047767905, 0.9162487435004909])],
    6: [
      .global(
        0,
        at: [
          0.0668765909460897, 0.28874067311944424, 0.36668229924164764, 0.6333177007583524, 0.7112593268805558,
          0.9331234090539103,
        ])
    ],
    7: [
      .global(
        0,
        at: [
          0.05806914962097548, 0.2351716123574216, 0.3380440947400462, 0.5, 0.6619559052599538, 0.7648283876425784,
          0.9419308503790245,
        ])
    ],
    8: [
      .global(
        0.003516873725677932,
        at: [
          0.04315276015101663, 0.1930908403841861, 0.26632870689027294, 0.5, 0.5, 0.7336712931097271,
          0.8069091596158139, 0.9568472398489833,
        ])
    ],
    9: [
      .global(
        0,
        at: [
          0.044205346135782767, 0.19949067230988096, 0.23561910847106, 0.416046907892598, 0.5, 0.583953092107402,
          0.76438089152894, 0.8005093276901191, 0.9557946538642172,
        ])
    ],
    10: [
      .global(
        0.004772713696375349,
        at: [
          0.032993373018074465, 0.15514535775907337, 0.20018919846138622, 0.38326166496125497, 0.38326166496125497,
          0.5292494771334065, 0.6403535493710659, 0.7135658474159999, 0.8284818230519073, 0.9252518337853975,
        ]),
      .local(
        0.006503954800882306,
        at: [
          0.0596199005358127, 0.16670828183586142, 0.2391706589426085, 0.3988842923060445, 0.3988842923060445,
          0.6011157076939555, 0.6011157076939555, 0.7608293410573915, 0.8332917181641386, 0.9403800994641873,
        ]),
    ],
  ]
}
