import Descent

let circle = ClosureObjective(2) { x, gradient in
  gradient[0] = 2 * x[0]
  gradient[1] = 2 * x[1]
  return x[0] * x[0] + x[1] * x[1] - 1
}
let halfPlane = ClosureObjective(2) { x, gradient in
  gradient[0] = 1
  gradient[1] = 0
  return x[0] - 2
}
