/// How an encoder noises a picture; the raw value is the library's.
package enum Chain: UInt32, CaseIterable {
  case posterior = 0
  case independent, upward

  package var name: String { "\(self)" }
}
