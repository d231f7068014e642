import Descent

let (trainX, trainY, testX) = (x, y, newX)
