import CHSpace
import Testing

/// Statistics saved and resumed, and files that are none.
struct StatisticsFileTests {
  private static let timesteps: [Int32] = [500, 20]

  @Test(arguments: CStatisticsKind.allCases)
  func resumedIsUninterruptedBitForBit(_ kind: CStatisticsKind) throws {
    let samples = Samples(9, size: 13, timesteps: Self.timesteps)
    let whole = try samples.statistics(kind, rank: kind.rank)
    for stop in [0, 1, 4, 9] {
      let half = try samples.statistics(kind, 0..<stop, rank: kind.rank, capacity: stop + 1)
      // A sample in work is not saved.
      if stop < 9 {
        try half.begin(99)
        try half.put(Array(samples.rows[0].prefix(13)), at: 500)
      }
      let opened = try TestStatistics(Source(try half.saved()), capacity: 9)
      for index in stop..<9 {
        try opened.add(UInt64(index), samples.rows[index], Self.timesteps)
      }
      #expect(try opened.saved() == whole.saved())
    }
  }

  @Test(arguments: Way.allCases)
  func thereAndBack(_ way: Way) throws {
    let samples = Samples(3, size: 5, timesteps: Self.timesteps)
    let file = try samples.statistics(.sketch, rank: 4, joint: true).saved()
    let opened = try TestStatistics(Source(file, way: way))
    let info = opened.info
    #expect(info.kind == HSP_STATISTICS_SKETCH.rawValue && info.rank == 4 && info.flags == 1)
    #expect(info.entries == 2 && info.channels == 5 && info.count == 3 && info.capacity == 3)
    #expect(info.seed == 7 && info.steps == 3 && info.t0 == -1)
    #expect(opened.samples() == [0, 1, 2])
    #expect(try opened.saved() == file)
  }

  /// Every byte of the section decides something, or must be zero.
  @Test(arguments: CStatisticsKind.allCases)
  func damage(_ kind: CStatisticsKind) throws {
    let samples = Samples(3, size: 2, timesteps: Self.timesteps)
    let file = try samples.statistics(kind, rank: kind.rank).saved()
    for length in 0..<file.count {
      #expect(throws: Fault.self) { _ = try TestStatistics(Source(Array(file.prefix(length)))) }
    }
    var parts = FileParts(file)
    let section = parts.sections[0].bytes
    for place in 0..<128 {
      for bit in [1, 0x80] as [UInt8] {
        parts.sections[0].bytes = section
        parts.sections[0].bytes[place] ^= bit
        let changed = parts.bytes
        // Facts may be others; what opens can be saved again, and is the same.
        if let opened = try? TestStatistics(Source(changed)) {
          #expect(try opened.saved() == changed)
        }
      }
    }
  }

  @Test func filesThatAreNone() throws {
    let samples = Samples(3, size: 2, timesteps: Self.timesteps)
    let file = try samples.statistics(.rows).saved()
    expectFault(HSP_ERROR_MISMATCH) {
      _ = try TestStatistics(Source(path: ConvertedModel.shared.path))
    }
    expectFault(HSP_ERROR_MISMATCH) { _ = try TestModel(Source(file)) }
    expectFault(HSP_ERROR_MISMATCH) { _ = try TestDirection(Source(file)) }
    var parts = FileParts(file)
    let section = parts.sections[0].bytes
    func expectRefused(_ change: (inout [UInt8]) -> Void) {
      parts.sections[0].bytes = section
      change(&parts.sections[0].bytes)
      let bytes = parts.bytes
      let fault = expectFault(HSP_ERROR_FORMAT) { _ = try TestStatistics(Source(bytes)) }
      #expect(fault?.operation == "STAT" && fault?.offset ?? -1 >= 128)
    }
    // Ids begin at 192: the same sample twice.
    expectRefused { $0[200] = $0[192] }
    // A sum that is not a number: sums begin at 256.
    expectRefused { for place in 256..<264 { $0[place] = 0xFF } }
    // A row's value; rows are behind 4 sums.
    expectRefused { for place in 288..<292 { $0[place] = 0xFF } }
    expectRefused { $0[0] = 3 }
    expectRefused { $0[64] = 4 }
    expectRefused { $0[71] = 0xFF }
    expectRefused { $0[4] = 0 }
    expectRefused { $0[20] = 1 }
    expectRefused { $0[24] = 0 }
    expectRefused { $0[28] = 99 }
    expectRefused { $0[44] = 1 }
    expectRefused { $0[48] = 1 }
    expectRefused { $0[72] = 1 }
    expectRefused { $0[136] = 1 }
    expectRefused { $0[216] = 1 }
  }
}
