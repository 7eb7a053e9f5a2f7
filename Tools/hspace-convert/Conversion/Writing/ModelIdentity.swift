/// The identity of a model: SHA-256 over its configuration, schedule and source tensors.
///
/// Each tensor enters by its canonical name, its extents and the SHA-256 of its values as little-endian f32.
/// The tensors are sorted by name, so that neither their order nor their storage in the source matters.
struct ModelIdentity {
  private let text: String
  private var tensors: [(name: String, extents: [Int], digest: [UInt8])] = []

  /// The texts are canonical: the same for the same configuration.
  init(configuration: String, schedule: String) {
    text = "hspace model 1\n" + configuration + schedule
  }

  mutating func add(_ name: String, extents: [Int], digest: [UInt8]) {
    tensors.append((name, extents, digest))
  }

  /// The 32 bytes of the identity.
  func value() -> [UInt8] {
    var hash = SHA256()
    hash.update(framed: text)
    for tensor in tensors.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      hash.update(framed: tensor.name)
      for extent in tensor.extents { hash.update(littleEndian(UInt32(extent))) }
      hash.update(tensor.digest)
    }
    return hash.finish()
  }
}
