import Descent

let (nullDeviance, deviance) = (43.23, 10.06)
