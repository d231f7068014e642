import Descent
import Foundation
import Testing

/// Beside glmnet 4.1-6 with thresh = 1e-20, epsnr = 1e-14, whose coefficients differ from those of mpmath by up to 3e-10; and
/// beside mpmath, which solves the conditions of optimality with 40 digits.
@Suite struct PenalizedGeneralizedLinearReferenceTests {
  /// Numbers with three digits by a formula, the same in R.
  static func features(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var x = Matrix<Double>.zeros(rows, columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let (i, j) = (Double(row + 1), Double(column + 1))
        let value = sin(i * i * 0.7 + 1.3 * j * i) * 2 + 0.5 * cos(i * 0.9)
        x[row, column] = (value * 1000).rounded() / 1000
      }
    }
    return x
  }

  static let x = features(30, 5)
  static let classes: Vector = [
    1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0,
  ]
  static let counts: Vector = [
    5, 2, 0, 2, 3, 4, 2, 3, 2, 3, 3, 1, 2, 3, 2, 2, 2, 1, 3, 3, 3, 3, 3, 2, 2, 3, 1, 5, 3, 3,
  ]
  static let weights = Vector((1...30).map { 1 + Double($0 % 4) / 2 })
  static let offset = Vector((1...30).map { Double($0 % 5) / 10 })

  private func expect(
    _ model: PenalizedGeneralizedLinearModel, _ expected: [Double], within tolerance: Double = 4e-10,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let found = model.coefficients.map(\.estimate)
    #expect(found.count == expected.count, sourceLocation: location)
    for (value, reference) in zip(found, expected) {
      #expect(abs(value - reference) <= tolerance, "\(found)", sourceLocation: location)
      if reference == 0 { #expect(value == 0, sourceLocation: location) }
    }
  }

  private struct Case: Sendable {
    var family: GeneralizedLinearRegression.Family
    var l1Ratio: Double
    var models: [[Double]]
  }

  private static let cases: [Case] = [
    Case(
      family: .binomial, l1Ratio: 1,
      models: [
        [-0.352938307589612, 0.676288207933758, 0.263924020121253, -0.122894197599907, 0, 0],
        [-0.560486251745318, 1.13343804501554, 0.627317863773589, -0.586266807353291, 0, 0],
        [-0.872170744111545, 1.63765602702204, 0.870364110355919, -1.09166528297268, 0, -0.0519324240609671],
      ]),
    Case(
      family: .binomial, l1Ratio: 0.4,
      models: [
        [-0.467947494080931, 0.666464894328055, 0.389852537606102, -0.277966939931028, 0.0340045888306569, 0],
        [-0.608223722495741, 1.04252280807458, 0.63457464419948, -0.558188991898277, 0.0758654343072094, 0],
        [
          -0.825303342903165, 1.54742621534781, 0.844326711734485, -1.01829732993342, -0.0254604856431012,
          -0.0902359153791781,
        ],
      ]),
    Case(
      family: .binomial, l1Ratio: 0,
      models: [
        [
          -0.537097145122919, 0.661276562622307, 0.443211646274738, -0.3332385385139, 0.151227873913513,
          -0.00849591197890905,
        ],
        [
          -0.628760507957102, 1.00523936301539, 0.632453498576031, -0.552458942201745, 0.131714648714446,
          -0.0413810625491263,
        ],
        [
          -0.803823461004937, 1.50553587884758, 0.83306734937689, -0.988667912721959, -0.0492794840917252,
          -0.11343173213804,
        ],
      ]),
    Case(
      family: .poisson, l1Ratio: 1,
      models: [
        [0.933066571808368, 0.00580628431939537, 0, 0, 0, 0],
        [1.00056299793674, 0.111024456951537, -0.0833584484319657, 0, -0.000237558758005963, 0.00594730648575197],
        [1.01128458763361, 0.1343311324581, -0.112406301299081, 0, -0.036981424554278, 0.0168197095806804],
      ]),
    Case(
      family: .poisson, l1Ratio: 0.4,
      models: [
        [0.979373719526893, 0.0750336632956922, -0.0414764433000594, 0, 0, 0],
        [1.00709673734702, 0.124901289508056, -0.101638447724554, 0, -0.0258642983755583, 0.0148808155304415],
        [
          1.01198282396866, 0.137012886818292, -0.116006411537516, -0.00142770036949002, -0.0424873251219111,
          0.0182387525648053,
        ],
      ]),
    Case(
      family: .poisson, l1Ratio: 0,
      models: [
        [
          0.999158733818578, 0.113287268534241, -0.0938311554275371, -0.00599745865836862, -0.0325813251471955,
          0.0222299638960754,
        ],
        [
          1.00972891945104, 0.133623598899739, -0.113310828665324, -0.00387790790548443, -0.0433191523061946,
          0.0197887945001314,
        ],
        [
          1.01228077340087, 0.138743215867401, -0.118321577936777, -0.00326701431054157, -0.0462569081808223,
          0.0189203159094097,
        ],
      ]),
  ]

  @Test func coefficients() throws {
    for reference in Self.cases {
      let isBinomial = reference.family == .binomial
      let path = try PenalizedGeneralizedLinearRegression(
        family: reference.family, l1Ratio: reference.l1Ratio,
        lambdas: .values(isBinomial ? [0.1, 0.03, 0.005] : [0.5, 0.1, 0.02]), tolerance: 1e-10
      ).fit(Self.x, isBinomial ? Self.classes : Self.counts)
      #expect(path.isConverged == [true, true, true])
      for (index, model) in reference.models.enumerated() { expect(path[index], model) }
    }
  }

  @Test func weightsOffsetsSignsAndTheIntercept() throws {
    var binomial = PenalizedGeneralizedLinearRegression(
      family: .binomial, lambdas: .values([0.03]), standardizes: false, tolerance: 1e-10)
    expect(
      try binomial.fit(Self.x, Self.classes, weights: .analytic(Self.weights))[0],
      [-0.864100796189233, 1.2824738679033, 0.734589595656758, -0.793845266724956, 0, -0.115774163047506])
    binomial.standardizes = true
    binomial.isNonNegative = true
    expect(
      try binomial.fit(Self.x, Self.classes)[0],
      [-0.449635004771436, 1.03771490447048, 0.724089677635903, 0, 0.16651403023828, 0])
    let poisson = PenalizedGeneralizedLinearRegression(family: .poisson, lambdas: .values([0.1]), tolerance: 1e-10)
    expect(
      try poisson.fit(Self.x, Self.counts, offset: Self.offset, weights: .frequency(Self.weights))[0],
      [0.796408772246171, 0.12647794747544, -0.0972997077740774, 0, 0, 0])
  }

  /// Families that glmnet fits by R's own, with a probit and a logarithm.
  @Test func otherLinks() throws {
    let probit = PenalizedGeneralizedLinearRegression(
      family: .binomial, link: .probit, lambdas: .values([0.03]), tolerance: 1e-10)
    expect(
      try probit.fit(Self.x, Self.classes)[0],
      [-0.396700102215769, 0.783012381450673, 0.433010147641335, -0.457131907015271, 0, 0], within: 1e-8)
    let gamma = PenalizedGeneralizedLinearRegression(
      family: .gamma, link: .log, lambdas: .values([0.1]), tolerance: 1e-10)
    expect(
      try gamma.fit(Self.x, Self.counts.adding(constant: 1))[0],
      [1.27366636965459, 0.0272415508136964, 0, 0, 0, 0], within: 1e-8)
  }

  @Test func fewerRowsThanColumns() throws {
    let y = Vector((1...15).map { Double(($0 * 7) % 5 > 1 ? 1 : 0) })
    let path = try PenalizedGeneralizedLinearRegression(
      family: .binomial, lambdas: .values([0.2, 0.1, 0.05]), tolerance: 1e-10
    ).fit(Self.features(15, 40), y)
    let expected = [
      0: 0.250058838652222, 2: -0.134784490214701, 6: 0.465578931751896, 7: 0.315012181655281,
      9: 0.00359307131810295, 12: -0.791756761790359, 18: -0.30743788089849, 21: 0.538225122621344,
      26: 0.154636570399798, 27: 0.0960067836991709, 32: -0.0710148855185318, 33: 0.517002486713681,
    ]
    expect(path[2], (0...40).map { expected[$0] ?? 0 })
  }

  /// Violations of 1e-10 λ divided by the least curvature, some 0.03, are what coefficients may be off by.
  @Test func moreDigits() throws {
    var lasso = PenalizedGeneralizedLinearRegression(family: .binomial, lambdas: .values([0.005]), tolerance: 1e-10)
    expect(
      try lasso.fit(Self.x, Self.classes)[0],
      [
        -0.8721707441803657, 1.6376560271649536, 0.87036411037983769, -1.0916652831141903, 0, -0.051932424065480246,
      ], within: 2e-11)
    lasso.lambdas = .values([0.03])
    lasso.standardizes = false
    expect(
      try lasso.fit(Self.x, Self.classes, weights: .analytic(Self.weights))[0],
      [-0.86410079631386122, 1.2824738680737164, 0.73458959571904453, -0.79384526689750151, 0, -0.11577416304874868],
      within: 1e-10)
  }

  @Test func deviancesAndTheLargestPenalty() throws {
    let binomial = try PenalizedGeneralizedLinearRegression(
      family: .binomial, lambdas: .values([0.1, 0.03, 0.005]), tolerance: 1e-10
    )
    .fit(Self.x, Self.classes)
    let poisson = try PenalizedGeneralizedLinearRegression(
      family: .poisson, lambdas: .values([0.5, 0.1, 0.02]), tolerance: 1e-10
    )
    .fit(Self.x, Self.counts)
    for (path, ratios, null, largest) in [
      (
        binomial, [0.44745580010956681, 0.61324112066415193, 0.65662189689586647], 39.429465689840434,
        0.33559820328557233
      ),
      (
        poisson, [0.018285762087881983, 0.30695460256885115, 0.33836320511517237], 15.407293165276776,
        0.52331329868402543
      ),
    ] {
      for (found, expected) in zip(path.devianceRatios, ratios) { #expect(abs(found! - expected) < 1e-9) }
      #expect(abs(path.nullDeviance - null) < 1e-12)
      #expect(abs(path.largestLambda - largest) < 1e-14)
    }
  }
}
