import Descent

let standardError = 0.25
