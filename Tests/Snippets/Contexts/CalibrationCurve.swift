import Descent

let p = probabilities
