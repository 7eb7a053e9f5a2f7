import Container
import Diffusion
import Testing

@Suite struct DirectionTests {
  /// Three entries of 2 x 1 x 2 values, 50 steps, named "beard".
  private var valid: Section {
    var section = Section()
    section.append(0 as UInt32, 5, 3, 2, 1, 2, 50, 5)
    section.append(128 as UInt64, 0, 0, 0)
    section.append(900 as Int32, 500, 20)
    section.bytes += [UInt8](repeating: 0, count: 52)
    section.append((0..<12).map { Float($0) - 5.5 })
    section.bytes += Array("beard".utf8)
    return section
  }

  private func fault(_ bytes: [UInt8]) -> DiffusionError? {
    viewing(bytes) { view in
      do throws(DiffusionError) {
        _ = try DirectionSection.read(view)
        return nil
      } catch {
        return error
      }
    }
  }

  private func section(timesteps: [Int32], name: String = "d") -> [UInt8] {
    var section = Section()
    let count = timesteps.count
    let offset = (64 + count * 4 + 63) / 64 * 64
    section.append(0 as UInt32, UInt32(name.utf8.count), UInt32(count), 1, 1, 1, 0)
    section.append(UInt32(name.utf8.count))
    section.append(UInt64(offset), 0, 0, 0)
    for t in timesteps { section.append(t) }
    section.bytes += [UInt8](repeating: 0, count: offset - section.bytes.count)
    section.append((0..<count).map(Float.init))
    return section.bytes + Array(name.utf8)
  }

  @Test func reads() throws {
    try viewing(valid.bytes) { view throws(DiffusionError) in
      let direction = try DirectionSection.read(view)
      let shape = direction.shape
      #expect((shape.entries, shape.steps) == (3, 50) && !direction.isGlobal)
      #expect((shape.channels, shape.height, shape.width) == (2, 1, 2))
      #expect((0..<3).map(direction.timestep) == [900, 500, 20])
      #expect(direction.name.equals("beard"))
      for entry in 0..<3 {
        let values = direction.values(entry)
        let floats = (0..<values.count / 4).map {
          Float(bitPattern: values.load($0 * 4, as: UInt32.self))
        }
        #expect(floats == (0..<4).map { Float(entry * 4 + $0) - 5.5 })
      }
    }
  }

  @Test func writesWhatItReads() throws {
    let source = valid.bytes
    let shape = try DirectionShape(entries: 3, channels: 2, height: 1, width: 2, steps: 50)
    let size = DirectionSection.size(shape, nameLength: 5)
    let bytes = try filled(size, 0xAA as UInt8) { section throws(DiffusionError) in
      try viewing(source) { view throws(DiffusionError) in
        let direction = try DirectionSection.write(
          shape, timesteps: view.checked(64, 12), values: view.checked(128, 48),
          name: view.checked(176, 5), into: section)
        #expect(direction.timestep(2) == 20)
      }
    }
    #expect(bytes == source)
  }

  @Test func nearestEntry() throws {
    func nearest(_ timesteps: [Int32], _ t: Int) throws(DiffusionError) -> Int {
      try viewing(section(timesteps: timesteps)) { view throws(DiffusionError) in
        try DirectionSection.read(view).nearestEntry(to: t)
      }
    }
    for t in 0...1000 {
      // 700 is as near to 500 as to 900, 260 as near to 20 as to 500: the larger one wins.
      #expect(try nearest([900, 500, 20], t) == (t >= 700 ? 0 : t >= 260 ? 1 : 2))
    }
    #expect(try nearest([-1], 0) == 0 && nearest([-1], 999) == 0 && nearest([7], 999) == 0)
    #expect(try nearest([1, 0], 0) == 1 && nearest([1, 0], 99_999) == 0)
  }

  @Test(arguments: [1, 15, 16, 17, 48, 49, 1000])
  func countsOfEntries(count: Int) throws {
    let timesteps = (0..<count).map { Int32(2 * (count - $0)) }
    #expect(fault(section(timesteps: timesteps)) == nil)
  }

  @Test func refusesTimesteps() {
    for (timesteps, place) in [
      ([-2], 0), ([100_000], 0), ([Int32.max], 0), ([-1, -1], 0), ([5, -1], 1), ([5, 5], 1),
      ([5, 6], 1), ([9, 5, 5], 2),
    ] as [([Int32], Int)] {
      let error = fault(section(timesteps: timesteps))
      #expect(error?.reason == .timesteps && error?.offset == 64 + place * 4)
    }
  }

  @Test func refusesTruncation() {
    for length in 0..<valid.bytes.count {
      #expect(fault(Array(valid.bytes.prefix(length)))?.reason == .sectionLength)
    }
    #expect(fault(valid.bytes + [0x41])?.reason == .sectionLength)
  }

  @Test func refusesWrongFields() {
    func expect(_ bytes: [UInt8], _ reason: DiffusionFault, at offset: Int) {
      let error = fault(bytes)
      #expect(error?.reason == reason && error?.offset == offset)
    }
    for count in [0, 10_001, 1 << 31, .max] as [UInt32] {
      expect(valid.with(count, at: 8), .entryCount, at: 8)
    }
    for offset in [12, 16, 20] {
      expect(valid.with(0 as UInt32, at: offset), .extents, at: offset)
      expect(valid.with(1 << 20 as UInt32, at: offset), .sectionLength, at: 28)
    }
    expect(valid.with(100_001 as UInt32, at: 24), .directionSteps, at: 24)
    expect(valid.with(UInt32.max, at: 28), .sectionLength, at: 28)
    for offset in [0, 64, 127, 192, 1 << 63, .max] as [UInt64] {
      expect(valid.with(offset, at: 32), .valuesOffset, at: 32)
    }
    for value in [Double.nan, .infinity, -.infinity] {
      expect(valid.with(value.bitPattern, at: 40), .intercept, at: 40)
    }
    for offset in Array(48..<64) + Array(76..<128) {
      expect(valid.with(1 as UInt8, at: offset), .reserved, at: offset)
    }
    for value in [Float.nan, .infinity, -.infinity] {
      for offset in [128, 152, 172] {
        expect(valid.with(value.bitPattern, at: offset), .notFinite, at: offset)
      }
    }
    // Every extent the largest possible: the product overflows.
    var section = valid
    section.bytes.replaceSubrange(12..<24, with: [UInt8](repeating: 0xFF, count: 12))
    expect(section.bytes, .extents, at: 12)
  }

  @Test func refusesNames() {
    let ranges: [(UInt32, UInt32)] = [(0, 0), (0, 6), (1, 5), (5, 1), (.max, 1), (0, .max)]
    for (offset, length) in ranges {
      var section = valid
      section.bytes = section.with(offset, at: 0)
      #expect(fault(section.with(length, at: 4))?.reason == .name)
    }
    for byte in [0, 0x0A, 0x1F, 0x7F, 0x80, 0xC0, 0xFF] as [UInt8] {
      #expect(fault(valid.with(byte, at: 177))?.reason == .name)
    }
    #expect(fault(section(timesteps: [-1], name: "Bärtig ✓")) == nil)
    #expect(fault(section(timesteps: [-1], name: String(repeating: "n", count: 1024))) == nil)
    let long = section(timesteps: [-1], name: String(repeating: "n", count: 1025))
    #expect(fault(long)?.reason == .name)
  }

  @Test func errorsSayWhereInTheFile() {
    let bytes = valid.with(Float.nan.bitPattern, at: 132)
    viewing(bytes) { view in
      // The view of all bytes again, as a section at 4096 of a file.
      let section = unsafe Bytes(base: view.pointer, count: view.count, origin: 4096)
      let error = #expect(throws: DiffusionError.self) { try DirectionSection.read(section) }
      #expect(error?.offset == 4096 + 132)
    }
  }

  @Test func callersErrorsHaveNoOffset() {
    #expect(throws: DiffusionError(.entryCount, value: 0)) {
      try DirectionShape(entries: 0, channels: 1, height: 1, width: 1, steps: 0)
    }
    #expect(throws: DiffusionError(.extents, value: Int.max)) {
      try DirectionShape(entries: 2, channels: .max, height: 1, width: 1, steps: 0)
    }
    #expect(throws: DiffusionError(.directionSteps, value: -1)) {
      try DirectionShape(entries: 2, channels: 1, height: 1, width: 1, steps: -1)
    }
  }
}
