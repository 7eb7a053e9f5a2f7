import Diffusion
import Testing

@Suite struct MixingTests {
  private func mix(_ kind: MixKind, _ amount: Double, _ a: [Float], _ b: [Float]) -> [Float] {
    let mixing = Mixing(kind, amount: amount, count: a.count, a: { a[$0] }, b: { b[$0] })
    return zip(a, b).map { mixing($0, $1) }
  }

  @Test(arguments: [MixKind.linear, .root, .spherical])
  func endsAreExact(kind: MixKind) {
    let (a, b): ([Float], [Float]) = ([0.1, -.infinity, 3], [7, 0.3, .nan])
    #expect(mix(kind, 0, a, b) == a)
    #expect(mix(kind, 1, a, b).prefix(2) == b.prefix(2))
  }

  /// An arc between equally long vectors keeps their length, and takes equal angles.
  @Test(arguments: [0.01, 0.25, 0.5, 0.75, 1.5])
  func arcKeepsLength(amount: Double) {
    for angle in [0.1, 1, 2, 3] {
      // cos and sin of the angle from the half-angle tangent.
      let t = angle / 4
      let (c, s) = (Float((1 - t * t) / (1 + t * t)), Float(2 * t / (1 + t * t)))
      let (a, b): ([Float], [Float]) = ([1, 0], [c, s])
      let mixed = mix(.spherical, amount, a, b)
      #expect((mixed[0] * mixed[0] + mixed[1] * mixed[1] - 1).magnitude < 1e-6)
      let half = mix(.spherical, amount / 2, a, b)
      // Twice the angle: cos 2u = 2 cos^2 u - 1.
      #expect((2 * half[0] * half[0] - 1 - mixed[0]).magnitude < 1e-6)
    }
  }

  @Test func knownValues() {
    #expect(mix(.linear, 0.25, [4], [8]) == [5])
    #expect(mix(.root, 0.36, [10], [10]) == [14])
    // Nearly parallel, opposite, or of no length: linear.
    #expect(mix(.spherical, 0.5, [1, 0], [3, 0]) == [2, 0])
    #expect(mix(.spherical, 0.5, [1, 0], [-1, 0]) == [0, 0])
    #expect(mix(.spherical, 0.5, [0, 0], [2, 4]) == [1, 2])
    // A right angle.
    let right = mix(.spherical, 0.5, [1, 0], [0, 1])
    #expect(right.allSatisfy { ($0 - Float(0.5.squareRoot())).magnitude < 1e-7 })
  }
}
