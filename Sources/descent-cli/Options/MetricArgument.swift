import ArgumentParser
import Descent

/// A metric on the command line.
enum MetricArgument: String, ExpressibleByArgument, CaseIterable {
  case rmse, mse, mae, r2, mape, msle, auc, accuracy, brier
  case logLoss = "log-loss"
  case medianAbsoluteError = "median-ae"
  case maximumError = "max-error"
  case explainedVariance = "explained-variance"

  var metric: Metric {
    switch self {
    case .rmse: .rmse
    case .mse: .mse
    case .mae: .mae
    case .r2: .rSquared
    case .mape: .mape
    case .msle: .msle
    case .auc: .auc
    case .accuracy: .accuracy(threshold: 0.5)
    case .brier: .brier
    case .logLoss: .logLoss
    case .medianAbsoluteError: .medianAbsoluteError
    case .maximumError: .maximumError
    case .explainedVariance: .explainedVariance
    }
  }
}
