import CKernels
import Testing

struct CombineTests {
  private static let counts = [0, 1, 3, 15, 16, 17, 31, 32, 33, 100]

  private func run(
    _ set: InstructionSet, _ inputs: [PageBuffer<Float>], _ c: [Float], terms: Int,
    out: PageBuffer<Float>, from first: Int = 0, count: Int
  ) {
    // Terms that are not used have no array.
    let arrays = unsafe (0..<4).map { index -> UnsafePointer<Float>? in
      index < terms ? unsafe UnsafePointer(inputs[index].base + first) : nil
    }
    var job = unsafe hsp_combination(
      in: (arrays[0], arrays[1], arrays[2], arrays[3]), c: (c[0], c[1], c[2], c[3]),
      terms: Int32(terms), count: count, out: out.base + first)
    unsafe set.kernels.combine(&job)
  }

  @Test(arguments: 1...4, counts)
  func raggedSizes(terms: Int, count: Int) {
    var random = Random(seed: UInt64(terms * 1000 + count))
    let inputs = (0..<terms).map { _ in PageBuffer(random.values(count, scale: 2)) }
    let c = random.values(4)
    let values = agreement("\(terms) terms, \(count) values") { set in
      let out = PageBuffer<Float>(count: count)
      run(set, inputs, c, terms: terms, out: out, count: count)
      #expect(out.isIntact)
      return out.values
    }
    for index in 0..<count {
      let expected = (0..<terms).reduce(0.0) { $0 + Double(c[$1]) * Double(inputs[$1][index]) }
      #expect((Double(values[index]) - expected).magnitude <= Double(terms) * 2 * 0x1p-23)
    }
  }

  /// The output in the place of each of its terms.
  @Test(arguments: InstructionSet.all, 0..<4)
  func inPlace(set: InstructionSet, place: Int) {
    var random = Random(seed: 5)
    let c = random.values(4)
    let inputs = (0..<4).map { _ in PageBuffer(random.values(37)) }
    let out = PageBuffer<Float>(count: 37)
    run(set, inputs, c, terms: 4, out: out, count: 37)
    run(set, inputs, c, terms: 4, out: inputs[place], count: 37)
    #expect(inputs[place].values.map(\.bitPattern) == out.values.map(\.bitPattern))
  }

  /// In one call or in several: the same bits.
  @Test(arguments: InstructionSet.all)
  func valuesAreIndependent(set: InstructionSet) {
    var random = Random(seed: 6)
    let c = random.values(4)
    let inputs = (0..<3).map { _ in PageBuffer(random.values(100)) }
    let whole = PageBuffer<Float>(count: 100)
    run(set, inputs, c, terms: 3, out: whole, count: 100)
    let parts = PageBuffer<Float>(count: 100)
    for (first, count) in [(0, 1), (1, 16), (17, 40), (57, 43)] {
      run(set, inputs, c, terms: 3, out: parts, from: first, count: count)
    }
    #expect(parts.values.map(\.bitPattern) == whole.values.map(\.bitPattern))
  }
}
