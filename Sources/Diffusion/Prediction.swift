/// What a network predicts; raw values as in the `SCHD` section.
package enum Prediction: UInt32 {
  case epsilon = 0
}
