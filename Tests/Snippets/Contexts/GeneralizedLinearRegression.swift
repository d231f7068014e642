import Descent

let counts = y
