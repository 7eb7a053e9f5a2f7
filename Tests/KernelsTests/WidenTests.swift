import Testing

struct WidenTests {
  private func widen(_ halves: [UInt16], _ set: InstructionSet) -> [Float] {
    let source = PageBuffer(halves)
    let out = PageBuffer<Float>(count: halves.count)
    unsafe set.kernels.widen(source.base, out.base, halves.count)
    #expect(out.isIntact)
    return out.values
  }

  /// Every half is exact, infinities too; what is not a number stays so, with its payload.
  @Test func everyHalf() {
    let halves = (0...UInt16.max).map { $0 }
    let values = agreement("widening") { widen(halves, $0) }
    #expect(bytes(values) == bytes(halves.map { Float(Float16(bitPattern: $0)) }))
  }

  @Test(arguments: InstructionSet.all, [0, 16, 32, 48])
  func counts(set: InstructionSet, count: Int) {
    var random = Random(seed: 3)
    // Values below 2, so that all are finite.
    let halves = (0..<count).map { _ in UInt16(random.below(0x4000)) }
    let expected = halves.map { Float(Float16(bitPattern: $0)) }
    #expect(widen(halves, set) == expected)
  }
}
