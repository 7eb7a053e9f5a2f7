/// The variance of a network's ancestral step; raw values as in the `SCHD` section.
package enum VarianceKind: UInt32 {
  case fixedSmall = 0
  case fixedLarge = 1
  case learnedRange = 2
}
