import Descent

let validator = CrossValidator(KFold(folds: 4), metric: .rmse)
