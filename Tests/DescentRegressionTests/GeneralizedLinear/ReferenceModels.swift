import Descent
import Testing

/// A small fit, with its solution computed with 60 digits: Fisher scoring in mpmath until no coefficient changes in its
/// first 48 digits; standard errors from the expected information, with Pearson's φ where it is estimated; the
/// log-likelihood by the formulas of R. Data are taken as the doubles that stand here.
struct ReferenceModel: Sendable, CustomTestStringConvertible {
  var name: String
  var family: GeneralizedLinearRegression.Family
  var link: GeneralizedLinearRegression.Link
  var columns: [[Double]]
  /// Numbers of successes where there are trials.
  var y: [Double]
  var trials: [Double]?
  var offset, weights: [Double]?
  var coefficients, standardErrors: [Double]
  var deviance, nullDeviance, pearson, logLikelihood: Double
  /// θ and its standard error, where they were estimated.
  var theta: (Double, Double)?

  var testDescription: String { name }

  var x: Matrix<Double> { Matrix(columns: columns.map { Vector($0) }) }

  func fit() throws -> GeneralizedLinearModel {
    let response: GeneralizedLinearRegression.Response =
      trials.map { .successes(Vector(y), trials: Vector($0)) } ?? .values(Vector(y))
    return try GeneralizedLinearRegression(family: family, link: link).fit(
      x, response, offset: offset.map { Vector($0) }, weights: weights.map { .analytic(Vector($0)) })
  }

  static let all: [ReferenceModel] = [
    ReferenceModel(
      name: "beetles, logit", family: .binomial, link: .logit,
      columns: [[1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]],
      y: [6, 13, 18, 28, 52, 53, 61, 60], trials: [59, 60, 62, 56, 63, 59, 62, 60],
      offset: nil, weights: nil,
      coefficients: [-60.71745456163545069297, 34.27032573414700110481],
      standardErrors: [5.180711463340807297407, 2.912140070635732041469],
      deviance: 11.23223109741930817689, nullDeviance: 284.2024494808313980272,
      pearson: 10.02681758563760449064, logLikelihood: -18.71513465725590518078, theta: nil),
    ReferenceModel(
      name: "beetles, probit", family: .binomial, link: .probit,
      columns: [[1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]],
      y: [6, 13, 18, 28, 52, 53, 61, 60], trials: [59, 60, 62, 56, 63, 59, 62, 60],
      offset: nil, weights: nil,
      coefficients: [-34.93525889917801346193, 19.72793421132234348287],
      standardErrors: [2.647917798617896432374, 1.487235040902776574416],
      deviance: 10.11975811300148361629, nullDeviance: 284.2024494808313980272,
      pearson: 9.513426963084925692676, logLikelihood: -18.15889816504699290048, theta: nil),
    ReferenceModel(
      name: "beetles, complementaryLogLog", family: .binomial, link: .complementaryLogLog,
      columns: [[1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]],
      y: [6, 13, 18, 28, 52, 53, 61, 60], trials: [59, 60, 62, 56, 63, 59, 62, 60],
      offset: nil, weights: nil,
      coefficients: [-39.57231060613719336592, 22.04116982075755431079],
      standardErrors: [3.24027261967245060264, 1.799355190981061365817],
      deviance: 3.446438733024408892429, nullDeviance: 284.2024494808313980272,
      pearson: 3.294693833733906809288, logLikelihood: -14.82223847505845553855, theta: nil),
    ReferenceModel(
      name: "beetles, cauchit", family: .binomial, link: .cauchit,
      columns: [[1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]],
      y: [6, 13, 18, 28, 52, 53, 61, 60], trials: [59, 60, 62, 56, 63, 59, 62, 60],
      offset: nil, weights: nil,
      coefficients: [-77.32000968663514734852, 43.52602774624214116264],
      standardErrors: [11.34801028323355035683, 6.37854993444002259026],
      deviance: 20.1582064655255358685, nullDeviance: 284.2024494808313980272,
      pearson: 15.0081127784288943503, logLikelihood: -23.17812234130901902659, theta: nil),
    ReferenceModel(
      name: "clotting, gamma inverse", family: .gamma, link: .inverse,
      columns: [
        [
          1.6094379124341003, 2.302585092994046, 2.70805020110221, 2.995732273553991, 3.401197381662155,
          3.6888794541139363, 4.0943445622221, 4.382026634673881, 4.605170185988091,
        ]
      ],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.01655438172620029535937, 0.01534311491032467206785],
      standardErrors: [0.0009275491386581976585565, 0.0004149596426663359584338],
      deviance: 0.01672971517848386934024, nullDeviance: 3.512826263828517032391,
      pearson: 0.01712225369465310025858, logLikelihood: -15.994961974777258357, theta: nil),
    ReferenceModel(
      name: "clotting, gamma log", family: .gamma, link: .log,
      columns: [
        [
          1.6094379124341003, 2.302585092994046, 2.70805020110221, 2.995732273553991, 3.401197381662155,
          3.6888794541139363, 4.0943445622221, 4.382026634673881, 4.605170185988091,
        ]
      ],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [5.503230227515951230411, -0.6019176717423592684478],
      standardErrors: [0.1903009249173681304668, 0.0553078030326348327417],
      deviance: 0.1626082944973306537242, nullDeviance: 3.512826263828517032391,
      pearson: 0.1704806919563321261915, logLikelihood: -26.24082810329228236205, theta: nil),
    ReferenceModel(
      name: "clotting, gamma identity", family: .gamma, link: .identity,
      columns: [[0.2, 0.1, 0.06666666666666667, 0.05, 0.03333333333333333, 0.025, 0.016666666666666666, 0.0125, 0.01]],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [12.83641374345736668945, 470.9216098032757858847],
      standardErrors: [0.6670606722475251410939, 20.10645959536427719478],
      deviance: 0.01938172337000417009226, nullDeviance: 3.512826263828517032391,
      pearson: 0.01981152365847983272233, logLikelihood: -16.65733114382156850053, theta: nil),
    ReferenceModel(
      name: "clotting, inverse Gaussian inverseSquare", family: .inverseGaussian, link: .inverseSquare,
      columns: [
        [
          1.6094379124341003, 2.302585092994046, 2.70805020110221, 2.995732273553991, 3.401197381662155,
          3.6888794541139363, 4.0943445622221, 4.382026634673881, 4.605170185988091,
        ]
      ],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.00110797704596763095895, 0.0007219138969506074594461],
      standardErrors: [0.0001675418350970627481254, 0.0000946866617027284154207],
      deviance: 0.006931128347234512009258, nullDeviance: 0.08779963125372368686807,
      pearson: 0.007706103819382260794819, logLikelihood: -27.78742600884985458832, theta: nil),
    ReferenceModel(
      name: "clotting, inverse Gaussian inverse", family: .inverseGaussian, link: .inverse,
      columns: [
        [
          1.6094379124341003, 2.302585092994046, 2.70805020110221, 2.995732273553991, 3.401197381662155,
          3.6888794541139363, 4.0943445622221, 4.382026634673881, 4.605170185988091,
        ]
      ],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.01778928977713133070505, 0.01580135814950433841175],
      standardErrors: [0.001072313486447423482022, 0.0003768465444228648434175],
      deviance: 0.0003619849007790178763968, nullDeviance: 0.08779963125372368686807,
      pearson: 0.000364753413948011268904, logLikelihood: -14.50263671245795096814, theta: nil),
    ReferenceModel(
      name: "clotting, inverse Gaussian log", family: .inverseGaussian, link: .log,
      columns: [
        [
          1.6094379124341003, 2.302585092994046, 2.70805020110221, 2.995732273553991, 3.401197381662155,
          3.6888794541139363, 4.0943445622221, 4.382026634673881, 4.605170185988091,
        ]
      ],
      y: [118, 58, 42, 35, 27, 25, 21, 19, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [5.290404230671073497831, -0.541634914436406943851],
      standardErrors: [0.2036017366250789227038, 0.05323157144845440360579],
      deviance: 0.003560150704045411179627, nullDeviance: 0.08779963125372368686807,
      pearson: 0.004084110441400374855625, logLikelihood: -24.78943716061693201184, theta: nil),
    ReferenceModel(
      name: "counts, Poisson log with offset and weights", family: .poisson, link: .log,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 1, 3, 2, 5, 2, 9, 4, 14, 7, 3, 21, 11, 17], trials: nil,
      offset: [0.1, 0.3, -0.2, 0.4, 0.0, 0.25, -0.1, 0.2, 0.3, 0.05, -0.3, 0.15, 0.2, 0.0],
      weights: [1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 1, 1, 3, 1],
      coefficients: [0.133421330635344758994, 0.2867245215132586135714, -0.05777947323537626826387],
      standardErrors: [0.2820987661071834591975, 0.03644810423838809244114, 0.174208070863326336702],
      deviance: 37.39986426461261261338, nullDeviance: 110.2937837721806531412,
      pearson: 40.88667967799392402502, logLikelihood: -53.55997279732806792888, theta: nil),
    ReferenceModel(
      name: "counts, Poisson square root", family: .poisson, link: .squareRoot,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 1, 3, 2, 5, 2, 9, 4, 14, 7, 3, 21, 11, 17], trials: nil,
      offset: nil, weights: nil,
      coefficients: [0.446753732269186495296, 0.3866589510095399948956, 0.2129132321096258168986],
      standardErrors: [0.3278795257235564547883, 0.05103578316035424251946, 0.2692674941182175426695],
      deviance: 24.355603911513043865, nullDeviance: 76.25216165088224854666,
      pearson: 22.90050451858880452057, logLikelihood: -35.24262068998083813379, theta: nil),
    ReferenceModel(
      name: "counts, Poisson identity", family: .poisson, link: .identity,
      columns: [[0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0]],
      y: [1, 2, 4, 3, 6, 3, 10, 5, 15, 8, 4, 22, 12, 18], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.04971452481157835888292, 1.647768164454523145281],
      standardErrors: [0.7807767408123839761273, 0.2216377627622753334428],
      deviance: 21.86457776056386299181, nullDeviance: 64.0307315700769140044,
      pearson: 20.69137730768202042962, logLikelihood: -36.39722247696912791972, theta: nil),
    ReferenceModel(
      name: "counts, negative binomial log", family: .negativeBinomial(theta: 2.5), link: .log,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 1, 3, 2, 5, 2, 9, 4, 14, 7, 3, 21, 11, 17], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.20320085440446009202, 0.3384984286401727927247, 0.3314130580730825886782],
      standardErrors: [0.6091265146456402380904, 0.08665411274568044867451, 0.4271089284571787220325],
      deviance: 7.825246285307006257596, nullDeviance: 23.16302046772309661394,
      pearson: 6.464317310184409059996, logLikelihood: -35.19481903547184580196, theta: nil),
    ReferenceModel(
      name: "counts, negative binomial square root", family: .negativeBinomial(theta: 2.5), link: .squareRoot,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 1, 3, 2, 5, 2, 9, 4, 14, 7, 3, 21, 11, 17], trials: nil,
      offset: nil, weights: nil,
      coefficients: [0.4432752758970084058268, 0.4030821384198214191745, 0.08042409003630146896832],
      standardErrors: [0.4551854870388962805603, 0.09093451285040602546948, 0.4458806925017703076133],
      deviance: 6.949089309784737851267, nullDeviance: 23.16302046772309661394,
      pearson: 5.805315088402076555177, logLikelihood: -34.7567405477107115988, theta: nil),
    ReferenceModel(
      name: "counts, negative binomial, theta estimated", family: .negativeBinomial(theta: nil), link: .log,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 1, 3, 2, 5, 2, 9, 4, 14, 7, 3, 21, 11, 17], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.1175553905092772999512, 0.3258526863809804764383, 0.3104192214906034049965],
      standardErrors: [0.4787539419823120177651, 0.06521344436245405978992, 0.3074053736710288508397],
      deviance: 13.54084538979798722211, nullDeviance: 41.26205724573217272681,
      pearson: 12.01736691240739148276, logLikelihood: -33.99481016280449351844,
      theta: (7.417148256419973237162, 5.76006810410431328184)),
    ReferenceModel(
      name: "positive, Gaussian log with weights", family: .gaussian, link: .log,
      columns: [[0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0]],
      y: [1.1, 2.3, 1.9, 3.2, 4.4, 3.9, 6.5, 5.1, 9.2, 7.7, 8.1, 12.6, 11.9, 15.3], trials: nil,
      offset: nil, weights: [1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 1, 1, 3, 1],
      coefficients: [0.5881619133143645313791, 0.2293607625690358647416],
      standardErrors: [0.1497523404267623138193, 0.01953823332391704944904],
      deviance: 18.45736356054388135075, nullDeviance: 345.7095238095238241153,
      pearson: 18.45736356054388135075, logLikelihood: -19.66164889690470171526, theta: nil),
    ReferenceModel(
      name: "positive, Gaussian inverse", family: .gaussian, link: .inverse,
      columns: [[0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0]],
      y: [1.1, 2.3, 1.9, 3.2, 4.4, 3.9, 6.5, 5.1, 9.2, 7.7, 8.1, 12.6, 11.9, 15.3], trials: nil,
      offset: nil, weights: nil,
      coefficients: [0.3341783336032698660511, -0.03008422623457267203742],
      standardErrors: [0.03531031311443015604683, 0.00415277431066906241887],
      deviance: 24.35828733165267575303, nullDeviance: 246.7342857142857219723,
      pearson: 24.35828733165267575303, logLikelihood: -23.7418430940722994024, theta: nil),
    ReferenceModel(
      name: "positive, gamma log with offset", family: .gamma, link: .log,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [1.1, 2.3, 1.9, 3.2, 4.4, 3.9, 6.5, 5.1, 9.2, 7.7, 8.1, 12.6, 11.9, 15.3], trials: nil,
      offset: [0.1, 0.3, -0.2, 0.4, 0.0, 0.25, -0.1, 0.2, 0.3, 0.05, -0.3, 0.15, 0.2, 0.0], weights: nil,
      coefficients: [0.1505518871229734435657, 0.2837295772627650361077, 0.07309994641391437452555],
      standardErrors: [0.1785284433926250781427, 0.02778867910350581501382, 0.1466145422623578228246],
      deviance: 0.7590862985485849666912, nullDeviance: 7.492588604199375144933,
      pearson: 0.8153028005094522617075, logLikelihood: -22.69273422781491951886, theta: nil),
    ReferenceModel(
      name: "binary, logit", family: .binomial, link: .logit,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-1.367346671804778113696, 0.3248730403973835003395, -0.4625311821434507552809],
      standardErrors: [1.451523209430122140523, 0.2391362042495154790479, 1.169617353882474791076],
      deviance: 16.98106926892607593596, nullDeviance: 19.40812105567846866368,
      pearson: 14.59892201513773882239, logLikelihood: -8.490534634463037967978, theta: nil),
    ReferenceModel(
      name: "binary, probit", family: .binomial, link: .probit,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-0.853094343526112390313, 0.1947563817322449033292, -0.2423976702168962050999],
      standardErrors: [0.8733723887016066001735, 0.1400210663032370657502, 0.7067835086563119656625],
      deviance: 17.02630871413669981032, nullDeviance: 19.40812105567846866368,
      pearson: 14.37560750477702382031, logLikelihood: -8.513154357068349905158, theta: nil),
    ReferenceModel(
      name: "binary, complementaryLogLog", family: .binomial, link: .complementaryLogLog,
      columns: [
        [0.5, 1.25, 2.0, 2.75, 3.5, 4.0, 4.5, 5.25, 6.0, 6.5, 7.25, 8.0, 8.5, 9.0],
        [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0],
      ],
      y: [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0], trials: nil,
      offset: nil, weights: nil,
      coefficients: [-1.226580784816129479506, 0.1881273553284264150564, -0.2332848920815789260987],
      standardErrors: [1.08634453372381689459, 0.1586979603979281031454, 0.7978882796318571147768],
      deviance: 17.35324147950576690579, nullDeviance: 19.40812105567846866368,
      pearson: 14.02152256913416234291, logLikelihood: -8.676620739752883452893, theta: nil),
  ]
}
