import CKernels
import Testing

struct AttendTests {
  private func check(_ job: AttentionCase, tolerance: Double = 1e-5) {
    let values = agreement("\(job)", job.run)
    for query in Set([0, 1, job.queries / 2, job.queries - 1]) where query < job.queries {
      let expected = job.reference(query: query)
      for channel in 0..<job.stride where query * job.stride + channel < values.count {
        let value = values[query * job.stride + channel]
        guard channel < job.depth else {
          #expect(value.bitPattern == untouched.bitPattern, "\(job): wrote to another head")
          continue
        }
        let error = (Double(value) - expected[channel]).magnitude
        #expect(error <= tolerance, "\(job): query \(query), channel \(channel)")
      }
    }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 63, 64, 65, 200], [1, 8, 15, 16, 17, 32])
  func keysAndDepths(keys: Int, depth: Int) {
    for queries in [1, 5, 48] {
      check(AttentionCase(queries: queries, keys: keys, depth: depth, gap: (keys + queries) % 3))
    }
  }

  @Test(arguments: 1...48)
  func queries(queries: Int) {
    check(AttentionCase(queries: queries, keys: 70, depth: 17, gap: 15, seed: UInt64(queries)))
  }

  /// Exact scores from huge to tiny: nothing overflows, the highest one takes all.
  @Test(arguments: [Float(1), 0x1p13, 0x1p50, 0x1p60], [3, 64, 150])
  func largeScores(size: Float, keys: Int) {
    var random = Random(seed: UInt64(keys))
    func integers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.below(9) - 4) * size }
    }
    let job = AttentionCase(
      queries: 13, keys: keys, depth: 4, scale: 0.5, query: integers(52),
      key: integers(keys * 4), value: random.values(keys * 4))
    check(job)
    let isFinite = job.run(.best).allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  /// Rising scores move the maximum in every block, falling ones never.
  @Test(arguments: [1, -1])
  func slopingScores(sign: Int) {
    let keys = (0..<200).map { Float(sign * $0) * 0.25 }
    var random = Random(seed: 4)
    check(
      AttentionCase(
        queries: 3, keys: 200, depth: 1, scale: 1, query: [1, 8, 64], key: keys,
        value: random.values(200)))
  }

  /// Equal scores give the mean of the values, however low they are.
  @Test(arguments: [Float(0), 1e30, -1e30], [1, 63, 64, 65, 200])
  func equalScores(score: Float, keys: Int) {
    let values = (0..<keys).map { Float($0 % 7) }
    let job = AttentionCase(
      queries: 2, keys: keys, depth: 1, scale: 1, query: [score, score],
      key: [Float](repeating: 1, count: keys), value: values)
    check(job)
  }

  /// Queries in one call or in several: the same bits.
  @Test(arguments: InstructionSet.all)
  func queriesAreIndependent(set: InstructionSet) {
    let job = AttentionCase(queries: 48, keys: 130, depth: 20, gap: 20, seed: 8)
    let expected = job.run(set).map(\.bitPattern)
    for pieces in [[Int](repeating: 1, count: 48), [5, 12, 30, 1], [47, 1]] {
      let out = PageBuffer([Float](repeating: untouched, count: expected.count))
      var first = 0
      for count in pieces {
        job.run(set, out: out, first: first, count: count)
        first += count
      }
      #expect(out.values.map(\.bitPattern) == expected, "\(pieces)")
    }
  }
}
