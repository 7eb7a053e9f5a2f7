import Container
import Diffusion
import Testing

@Suite struct LatentSectionTests {
  private var record: LatentRecord {
    var record = LatentRecord(channels: 3, height: 2, width: 1)
    record.phase = .generating
    record.nextStep = 17
    record.steps = 50
    record.convention = .haas
    record.t0 = 999
    record.editTimestep = 400
    record.boostTimestep = 167
    record.flags = 5
    record.eta = 0.5
    record.seed = 0x0123_4567_89ab_cdef
    record.noiseCounter = 4
    record.directions = 2
    record.directionsChecksum = 0xdead_beef
    record.skip = 3
    record.variance = .learned
    record.chain = .upward
    record.decodes = true
    return record
  }

  private func section(_ record: LatentRecord, count: Int = 6) -> Section {
    var section = Section()
    section.bytes = filled(LatentSection.headSize, 0xAA as UInt8) {
      LatentSection.writeHead(record, into: $0)
    }
    section.append((0..<count).map { Float($0) / 3 })
    return section
  }

  private func fault(_ bytes: [UInt8]) -> DiffusionError? {
    viewing(bytes) { view in
      do throws(DiffusionError) {
        _ = try LatentSection.read(view)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func readsWhatItWrites() throws {
    try viewing(section(record).bytes) { view throws(DiffusionError) in
      #expect(try LatentSection.read(view) == record)
      let values = LatentSection.picture(0, of: view, record)
      #expect(values.count == 24)
      #expect(Float(bitPattern: values.load(20, as: UInt32.self)) == Float(5) / 3)
    }
  }

  /// The fields are where FORMAT.md has them.
  @Test func layout() {
    var expected = Section()
    expected.append(3 as UInt32, 17, 50, 5)
    expected.append(999 as Int32, 400, 167)
    expected.append(5 as UInt32, Float(0.5).bitPattern, 0)
    expected.append(0x0123_4567_89ab_cdef as UInt64, 4)
    expected.append(3 as UInt32, 2, 1, 2)
    expected.append(0xdead_beef as UInt64)
    expected.append(3 as UInt32, 3, 2, 1)
    expected.bytes += [UInt8](repeating: 0, count: 32)
    #expect(Array(section(record).bytes.prefix(128)) == expected.bytes)
  }

  @Test func acceptsAPictureWithoutOptions() {
    #expect(fault(section(LatentRecord(channels: 3, height: 2, width: 1)).bytes) == nil)
  }

  @Test func refusesTruncation() {
    let valid = section(record)
    for length in 0..<valid.bytes.count {
      #expect(fault(Array(valid.bytes.prefix(length)))?.reason == .sectionLength)
    }
    #expect(fault(valid.bytes + [0])?.reason == .sectionLength)
  }

  @Test func refusesWrongFields() {
    let valid = section(record)
    func expect<T: FixedWidthInteger>(_ value: T, at offset: Int, _ reason: DiffusionFault) {
      let error = fault(valid.with(value, at: offset))
      #expect(error?.reason == reason && error?.offset == offset)
    }
    for phase in [5, 7, .max] as [UInt32] { expect(phase, at: 0, .phase) }
    for step in [51, 1 << 31, .max] as [UInt32] { expect(step, at: 4, .nextStep) }
    for steps in [0, 100_001, .max] as [UInt32] { expect(steps, at: 8, .steps) }
    expect(6 as UInt32, at: 12, .convention)
    for t0 in [-2, 0, 100_000, .min] as [Int32] { expect(t0, at: 16, .lastTimestep) }
    for t in [-1, 100_001, .min] as [Int32] { expect(t, at: 20, .editTimestep) }
    for t in [-1, 401, .max] as [Int32] { expect(t, at: 24, .boostTimestep) }
    expect(16 as UInt32, at: 28, .flags)
    for eta in [-0.5, 1.5, .nan, .infinity] as [Float] { expect(eta.bitPattern, at: 32, .eta) }
    expect(1 as UInt8, at: 38, .reserved)
    for counter in [51, .max] as [UInt64] { expect(counter, at: 48, .noiseCounter) }
    for offset in [56, 60, 64] { expect(0 as UInt32, at: offset, .extents) }
    expect(4 as UInt32, at: 64, .sectionLength)
    expect(17 as UInt32, at: 68, .directionCount)
    expect(1 << 32 as UInt64, at: 72, .reserved)
    for skip in [50, .max] as [UInt32] { expect(skip, at: 80, .skip) }
    expect(5 as UInt32, at: 84, .variance)
    expect(3 as UInt32, at: 88, .chain)
    expect(4 as UInt32, at: 92, .reserved)
    for offset in 96..<128 { expect(1 as UInt8, at: offset, .reserved) }
    for offset in [128, 148] { expect(Float.nan.bitPattern, at: offset, .notFinite) }
  }

  /// While a picture is encoded it stands behind x, and etas behind both.
  @Test func encodingHasTwoPicturesAndEtas() throws {
    var record = record
    record.phase = .encoding
    record.hasEtas = true
    record.steps = 20
    let valid = section(record, count: 12 + 17)
    #expect(fault(valid.bytes)?.reason == .eta)
    var good = valid
    for step in 0..<17 { good.bytes = good.with(Float(0.5).bitPattern, at: 128 + 48 + 4 * step) }
    #expect(fault(good.bytes) == nil)
    try viewing(good.bytes) { view throws(DiffusionError) in
      #expect(try LatentSection.read(view) == record)
      let picture = LatentSection.picture(1, of: view, record)
      #expect(Float(bitPattern: picture.load(0, as: UInt32.self)) == 2)
      #expect(LatentSection.etas(of: view, record).count == 68)
    }
    for count in [6, 12, 28, 30] {
      #expect(fault(section(record, count: count).bytes)?.reason == .sectionLength)
    }
    for eta in [-1, 1.5, .infinity] as [Float] {
      #expect(fault(good.with(eta.bitPattern, at: 128 + 48 + 64)) != nil)
    }
  }

  @Test func refusesOverflowingExtents() {
    var section = section(record)
    section.bytes.replaceSubrange(56..<68, with: [UInt8](repeating: 0xFF, count: 12))
    #expect(fault(section.bytes)?.reason == .extents)
  }
}
