/// What a file is; the numbers are those of the C interface.
package enum FileKind: UInt32, Sendable {
  case model = 1
  case directions = 2
  case latent = 3
  case statistics = 4
}
