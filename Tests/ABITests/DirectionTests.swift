import CHSpace
import Foundation
import Testing

/// Directions: made, saved, opened, described and refused.
struct DirectionTests {
  private let values = normal(2 * 32, seed: 1)

  private func make(
    _ timesteps: [Int32] = [800, 200], _ values: [Float]? = nil, name: String = "beard",
    entries: UInt32? = nil, steps: UInt32 = 40, extents: (UInt32, UInt32, UInt32) = (32, 1, 1),
    structSize: Int = MemoryLayout<hsp_direction_info>.size
  ) throws -> TestDirection {
    try TestDirection(
      TestModel.fixture(), values ?? self.values, timesteps: timesteps, steps: steps,
      extents: extents, name: name, entries: entries, structSize: structSize)
  }

  @Test(arguments: Way.allCases)
  func thereAndBack(_ way: Way) throws {
    let made = try make(name: "bärtig")
    let file = try made.saved()
    let opened = try TestDirection(Source(file, way: way))
    for direction in [made, opened] {
      let info = direction.info
      #expect(info.entries == 2 && info.channels == 32 && info.height == 1 && info.width == 1)
      #expect(info.steps == 40 && text(of: info.name) == "bärtig")
      let identity = unsafe withUnsafeBytes(of: info.identity) { unsafe Array($0) }
      #expect(try identity == TestModel.fixture().identity)
      for (index, timestep) in [800, 200].enumerated() as EnumeratedSequence<[Int32]> {
        let (t, part) = try direction.entry(UInt32(index))
        #expect(t == timestep && sameBits(part, Array(values[32 * index..<32 * (index + 1)])))
      }
      expectFault(HSP_ERROR_ARGUMENT, recorded: false) { _ = try direction.entry(2) }
      expectFault(HSP_ERROR_ARGUMENT, recorded: false) { _ = try direction.entry(.max) }
    }
    #expect(try opened.saved() == file)
  }

  @Test func byName() throws {
    let file = try make().saved()
    _ = try TestDirection(Source(file), name: "beard")
    for name in ["", "bear", "beards", "Beard"] {
      expectFault(HSP_ERROR_ARGUMENT) { _ = try TestDirection(Source(file), name: name) }
    }
    var two = FileParts(file)
    two.sections += FileParts(try make([-1], normal(32, seed: 9), name: "smile").saved()).sections
    let smile = try TestDirection(Source(two.bytes), name: "smile")
    #expect(sameBits(try smile.entry(0).1, normal(32, seed: 9)))
    #expect(text(of: try TestDirection(Source(two.bytes)).info.name) == "beard")
  }

  @Test func bytesThatAreNoDirection() throws {
    expectFault(HSP_ERROR_MISMATCH) {
      _ = try TestDirection(Source(path: ConvertedModel.shared.path))
    }
    let file = try make().saved()
    expectFault(HSP_ERROR_MISMATCH) { _ = try TestModel(Source(file)) }
    for length in 0..<file.count {
      #expect(throws: Fault.self) { _ = try TestDirection(Source(Array(file.prefix(length)))) }
    }
    for bit in 0..<file.count * 8 {
      var flipped = file
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: Fault.self) { _ = try TestDirection(Source(flipped)) }
    }
  }

  @Test func valuesOutOfRange() throws {
    let long = String(repeating: "n", count: 64)
    let bad: [() throws -> Void] = [
      { _ = try make(entries: 0) }, { _ = try make(entries: 10_001) },
      { _ = try make(entries: .max) },
      { _ = try make([200, 800]) }, { _ = try make([800, 800]) }, { _ = try make([100_000, 2]) },
      { _ = try make([5, -1]) }, { _ = try make([-2], entries: 1) }, { _ = try make([-1, -1]) },
      { _ = try make(name: "") }, { _ = try make(name: long) }, { _ = try make(name: "a\u{7F}") },
      { _ = try make(name: "two\nlines") }, { _ = try make(steps: .max) },
      { _ = try make(extents: (0, 1, 1)) }, { _ = try make(extents: (32, 0, 1)) },
      { _ = try make(extents: (32, 1, 0)) }, { _ = try make(extents: (.max, .max, .max)) },
      { _ = try make(structSize: 0) },
    ]
    for body in bad { expectFault(HSP_ERROR_ARGUMENT) { try body() } }
    for value in [Float.nan, .infinity, -.infinity] {
      for index in [0, 33, 63] {
        var values = values
        values[index] = value
        expectFault(HSP_ERROR_ARGUMENT) { _ = try make([800, 200], values) }
      }
    }
    _ = try make(name: String(long.dropLast()))
    _ = try make([99_999, 0])
  }

  @Test func notANumberInAFile() throws {
    var parts = FileParts(try make().saved())
    var section = parts["DIRN"]
    section.put(Float.nan.bitPattern, at: 128 + 4 * 5)
    parts["DIRN"] = section
    let fault = expectFault(HSP_ERROR_FORMAT) { _ = try TestDirection(Source(parts.bytes)) }
    #expect(fault?.operation == "DIRN" && fault?.offset == Int64(parts.offset("DIRN") + 128 + 20))
  }

  @Test func aDirectionServesManySessions() throws {
    let model = try TestModel.fixture()
    let dh = try TestDirection(model, normal(32, seed: 1), extents: (32, 1, 1))
    let results = Results()
    let threads = (0..<3).map { _ in
      BackgroundThread {
        guard let session = try? TestSession(model, SessionSettings(height: 4, width: 4)) else {
          return
        }
        try? session.setNoise(1)
        try? session.edit([(dh, 1)], Run(steps: 2))
        results.add(try? session.read())
      }
    }
    for thread in threads { thread.join() }
    #expect(results.all.count == 3)
    for values in results.all { #expect(sameBits(values ?? [], results.all[0] ?? [.nan])) }
  }
}
