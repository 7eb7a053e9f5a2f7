import Testing

@testable import Conversion

struct SHA256Tests {
  private func hash(_ pieces: [[UInt8]]) -> String {
    var hash = SHA256()
    for piece in pieces { hash.update(piece) }
    return hash.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// FIPS 180-4 and the examples that NIST publishes with it.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func agreesWithPublishedVectors(_ text: String, _ expected: String) {
    #expect(hash([Array(text.utf8)]) == expected)
  }

  @Test func hashesAMillionBytes() {
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
    #expect(
      hash(Array(repeating: piece, count: 100))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func piecesDoNotMatter() {
    let bytes = (0..<200).map { UInt8($0) }
    let whole = hash([bytes])
    for cut in [0, 1, 55, 56, 63, 64, 65, 127, 128, 199, 200] {
      #expect(hash([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(hash(bytes.map { [$0] }) == whole)
  }
}
