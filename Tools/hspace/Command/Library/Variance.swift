/// How much noise a step adds; the raw value is the library's.
package enum Variance: UInt32, CaseIterable {
  case ddim = 0
  case small, large, learned, model

  package var name: String { "\(self)" }
}
