import Descent
import Foundation

/// The model of one of NIST's sets with its derivatives.
struct NonlinearSetModel: Sendable {
  var function: NonlinearRegression.Function
  var derivatives: NonlinearRegression.Derivatives

  static let all: [String: NonlinearSetModel] = [
    "Misra1a": saturation, "BoxBOD": saturation, "Misra1b": misra1b, "Misra1c": misra1c, "Misra1d": misra1d,
    "Chwirut1": chwirut, "Chwirut2": chwirut, "Lanczos1": lanczos, "Lanczos2": lanczos, "Lanczos3": lanczos,
    "Gauss1": gauss, "Gauss2": gauss, "Gauss3": gauss, "DanWood": power, "Kirby2": rational(2), "Hahn1": rational(3),
    "Thurber": rational(3), "Nelson": nelson, "MGH09": mgh09, "MGH10": mgh10, "MGH17": mgh17, "Roszman1": roszman,
    "ENSO": enso, "Rat42": rat42, "Rat43": rat43, "Eckerle4": eckerle, "Bennett5": bennett,
  ]

  private static let saturation = NonlinearSetModel { x, b in
    b[0] * (1 - exp(-b[1] * x[0]))
  } derivatives: { x, b, d in
    let e = exp(-b[1] * x[0])
    d[0] = 1 - e
    d[1] = b[0] * x[0] * e
  }

  private static let misra1b = NonlinearSetModel { x, b in
    let u = 1 + b[1] * x[0] / 2
    return b[0] * (1 - 1 / (u * u))
  } derivatives: { x, b, d in
    let u = 1 + b[1] * x[0] / 2
    d[0] = 1 - 1 / (u * u)
    d[1] = b[0] * x[0] / (u * u * u)
  }

  private static let misra1c = NonlinearSetModel { x, b in
    b[0] * (1 - 1 / (1 + 2 * b[1] * x[0]).squareRoot())
  } derivatives: { x, b, d in
    let root = (1 + 2 * b[1] * x[0]).squareRoot()
    d[0] = 1 - 1 / root
    d[1] = b[0] * x[0] / (root * root * root)
  }

  private static let misra1d = NonlinearSetModel { x, b in
    b[0] * b[1] * x[0] / (1 + b[1] * x[0])
  } derivatives: { x, b, d in
    let u = 1 + b[1] * x[0]
    d[0] = b[1] * x[0] / u
    d[1] = b[0] * x[0] / (u * u)
  }

  private static let chwirut = NonlinearSetModel { x, b in
    exp(-b[0] * x[0]) / (b[1] + b[2] * x[0])
  } derivatives: { x, b, d in
    let u = b[1] + b[2] * x[0]
    let f = exp(-b[0] * x[0]) / u
    d[0] = -x[0] * f
    d[1] = -f / u
    d[2] = -x[0] * f / u
  }

  private static let lanczos = NonlinearSetModel { x, b in
    b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) + b[4] * exp(-b[5] * x[0])
  } derivatives: { x, b, d in
    for k in [0, 2, 4] {
      let e = exp(-b[k + 1] * x[0])
      d[k] = e
      d[k + 1] = -b[k] * x[0] * e
    }
  }

  private static let gauss = NonlinearSetModel { x, b in
    let (u, v) = ((x[0] - b[3]) / b[4], (x[0] - b[6]) / b[7])
    return b[0] * exp(-b[1] * x[0]) + b[2] * exp(-u * u) + b[5] * exp(-v * v)
  } derivatives: { x, b, d in
    d[0] = exp(-b[1] * x[0])
    d[1] = -b[0] * x[0] * d[0]
    for k in [2, 5] {
      let u = (x[0] - b[k + 1]) / b[k + 2]
      let e = exp(-u * u)
      d[k] = e
      d[k + 1] = b[k] * e * 2 * u / b[k + 2]
      d[k + 2] = b[k] * e * 2 * u * u / b[k + 2]
    }
  }

  private static let power = NonlinearSetModel { x, b in
    b[0] * pow(x[0], b[1])
  } derivatives: { x, b, d in
    d[0] = pow(x[0], b[1])
    d[1] = b[0] * d[0] * log(x[0])
  }

  /// Two polynomials of this degree, the one below beginning with 1.
  private static func rational(_ degree: Int) -> NonlinearSetModel {
    NonlinearSetModel { x, b in
      var (above, below) = (0.0, 0.0)
      for k in stride(from: degree, through: 1, by: -1) {
        above = (above + b[k]) * x[0]
        below = (below + b[degree + k]) * x[0]
      }
      return (above + b[0]) / (1 + below)
    } derivatives: { x, b, d in
      var (above, below) = (0.0, 0.0)
      for k in stride(from: degree, through: 1, by: -1) {
        above = (above + b[k]) * x[0]
        below = (below + b[degree + k]) * x[0]
      }
      let value = (above + b[0]) / (1 + below)
      var power = 1.0
      for k in 0...degree {
        d[k] = power / (1 + below)
        if k > 0 { d[degree + k] = -value * power / (1 + below) }
        power *= x[0]
      }
    }
  }

  private static let nelson = NonlinearSetModel { x, b in
    b[0] - b[1] * x[0] * exp(-b[2] * x[1])
  } derivatives: { x, b, d in
    let e = exp(-b[2] * x[1])
    d[0] = 1
    d[1] = -x[0] * e
    d[2] = b[1] * x[0] * x[1] * e
  }

  private static let mgh09 = NonlinearSetModel { x, b in
    b[0] * (x[0] * x[0] + x[0] * b[1]) / (x[0] * x[0] + x[0] * b[2] + b[3])
  } derivatives: { x, b, d in
    let above = x[0] * x[0] + x[0] * b[1]
    let below = x[0] * x[0] + x[0] * b[2] + b[3]
    d[0] = above / below
    d[1] = b[0] * x[0] / below
    d[2] = -b[0] * above / below * x[0] / below
    d[3] = -b[0] * above / below / below
  }

  private static let mgh10 = NonlinearSetModel { x, b in
    b[0] * exp(b[1] / (x[0] + b[2]))
  } derivatives: { x, b, d in
    let u = x[0] + b[2]
    let e = exp(b[1] / u)
    d[0] = e
    d[1] = b[0] * e / u
    d[2] = -b[0] * e * b[1] / (u * u)
  }

  private static let mgh17 = NonlinearSetModel { x, b in
    b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4])
  } derivatives: { x, b, d in
    d[0] = 1
    for k in [1, 2] {
      d[k] = exp(-x[0] * b[k + 2])
      d[k + 2] = -b[k] * x[0] * d[k]
    }
  }

  private static let roszman = NonlinearSetModel { x, b in
    b[0] - b[1] * x[0] - atan(b[2] / (x[0] - b[3])) / .pi
  } derivatives: { x, b, d in
    let u = x[0] - b[3]
    let scale = 1 / (.pi * (u * u + b[2] * b[2]))
    d[0] = 1
    d[1] = -x[0]
    d[2] = -u * scale
    d[3] = -b[2] * scale
  }

  private static let enso = NonlinearSetModel { x, b in
    let (u, v, w) = (2 * .pi * x[0] / 12, 2 * .pi * x[0] / b[3], 2 * .pi * x[0] / b[6])
    return b[0] + b[1] * cos(u) + b[2] * sin(u) + b[4] * cos(v) + b[5] * sin(v) + b[7] * cos(w) + b[8] * sin(w)
  } derivatives: { x, b, d in
    let u = 2 * .pi * x[0] / 12
    d[0] = 1
    d[1] = cos(u)
    d[2] = sin(u)
    for k in [3, 6] {
      let v = 2 * .pi * x[0] / b[k]
      d[k] = (b[k + 1] * sin(v) - b[k + 2] * cos(v)) * v / b[k]
      d[k + 1] = cos(v)
      d[k + 2] = sin(v)
    }
  }

  private static let rat42 = NonlinearSetModel { x, b in
    b[0] / (1 + exp(b[1] - b[2] * x[0]))
  } derivatives: { x, b, d in
    let e = exp(b[1] - b[2] * x[0])
    d[0] = 1 / (1 + e)
    d[1] = -b[0] * e / ((1 + e) * (1 + e))
    d[2] = -x[0] * d[1]
  }

  private static let rat43 = NonlinearSetModel { x, b in
    b[0] / pow(1 + exp(b[1] - b[2] * x[0]), 1 / b[3])
  } derivatives: { x, b, d in
    let e = exp(b[1] - b[2] * x[0])
    d[0] = 1 / pow(1 + e, 1 / b[3])
    d[1] = -b[0] * d[0] * e / ((1 + e) * b[3])
    d[2] = -x[0] * d[1]
    d[3] = b[0] * d[0] * log(1 + e) / (b[3] * b[3])
  }

  private static let eckerle = NonlinearSetModel { x, b in
    let u = (x[0] - b[2]) / b[1]
    return b[0] / b[1] * exp(-u * u / 2)
  } derivatives: { x, b, d in
    let u = (x[0] - b[2]) / b[1]
    let e = exp(-u * u / 2) / b[1]
    d[0] = e
    d[1] = b[0] * e * (u * u - 1) / b[1]
    d[2] = b[0] * e * u / b[1]
  }

  private static let bennett = NonlinearSetModel { x, b in
    b[0] * pow(b[1] + x[0], -1 / b[2])
  } derivatives: { x, b, d in
    let u = b[1] + x[0]
    d[0] = pow(u, -1 / b[2])
    d[1] = -b[0] * d[0] / (u * b[2])
    d[2] = b[0] * d[0] * log(u) / (b[2] * b[2])
  }
}
