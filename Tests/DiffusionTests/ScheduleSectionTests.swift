import Container
import Diffusion
import Testing

@Suite struct ScheduleSectionTests {
  /// T = 3, linear, epsilon, fixed large, betas 0.25 and 0.5.
  private var valid: Section {
    var section = Section()
    section.append(3 as UInt32, 1, 0, 1)
    section.append([0.25, 0.5])
    section.append(0 as UInt64, 0)
    section.append([0.75, 0.5, 0.25])
    return section
  }

  private func fault(_ bytes: [UInt8]) -> DiffusionError? {
    viewing(bytes) { view in
      do throws(DiffusionError) {
        _ = try ScheduleSection.read(view)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func reads() throws {
    try viewing(valid.bytes) { view throws(DiffusionError) in
      let schedule = try ScheduleSection.read(view)
      #expect(schedule.kind == .linear && schedule.variance == .fixedLarge)
      #expect(schedule.prediction == .epsilon && schedule.timesteps == 3)
      #expect(schedule.firstBeta == 0.25 && schedule.lastBeta == 0.5)
      #expect((-1..<3).map(schedule.alphaBar) == [1, 0.75, 0.5, 0.25])
    }
  }

  @Test func writesWhatItReads() throws {
    let table = [0.75, 0.5, 0.25]
    let bytes = try filled(ScheduleSection.size(timesteps: 3), 0xAA as UInt8) {
      section throws(DiffusionError) in
      _ = try filled(3, 0.0) { alphaBar throws(DiffusionError) in
        for t in 0..<3 { alphaBar[t] = table[t] }
        try ScheduleSection.write(
          kind: .linear, prediction: .epsilon, variance: .fixedLarge, firstBeta: 0.25,
          lastBeta: 0.5, alphaBar: alphaBar, into: section)
      }
    }
    #expect(bytes == valid.bytes)
  }

  @Test(arguments: [0, 1, 47, 48, 71])
  func refusesTruncation(length: Int) {
    #expect(fault(Array(valid.bytes.prefix(length)))?.reason == .sectionLength)
  }

  @Test func refusesWrongFields() {
    func expect(_ bytes: [UInt8], _ reason: DiffusionFault, at offset: Int) {
      let error = fault(bytes)
      #expect(error?.reason == reason && error?.offset == offset)
    }
    for count in [0, 1, 100_001, 1 << 31, .max] as [UInt32] {
      expect(valid.with(count, at: 0), .timestepCount, at: 0)
    }
    expect(valid.with(4 as UInt32, at: 0), .sectionLength, at: 0)
    expect(valid.bytes + [0], .sectionLength, at: 0)
    expect(valid.with(4 as UInt32, at: 4), .scheduleKind, at: 4)
    expect(valid.with(1 as UInt32, at: 8), .prediction, at: 8)
    expect(valid.with(3 as UInt32, at: 12), .variance, at: 12)
    for beta in [Double.nan, -0.1, 1, .infinity] {
      expect(valid.with(beta.bitPattern, at: 16), .betas, at: 16)
      expect(valid.with(beta.bitPattern, at: 24), .betas, at: 24)
    }
    for offset in 32..<48 { expect(valid.with(1 as UInt8, at: offset), .reserved, at: offset) }
    for value in [Double.nan, 0, -0.0, -0.1, 1, .infinity] {
      for offset in [48, 56, 64] {
        expect(valid.with(value.bitPattern, at: offset), .alphaBar, at: offset)
      }
    }
    expect(valid.with(0.75.bitPattern, at: 56), .alphaBar, at: 56)
  }
}
