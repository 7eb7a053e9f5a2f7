import Testing

@testable import Container

struct StorageTests {
  @Test func arenaCountsAndCarvesAlike() throws {
    var counting = Arena()
    let sizes = [0, 1, 63, 64, 65, 1000]
    let offsets = sizes.map { counting.reserve($0) }
    try withAligned([UInt8](repeating: 0, count: counting.used)) { memory in
      var arena = unsafe Arena(
        base: UnsafeMutableRawPointer(memory.pointer), capacity: counting.used)
      #expect(sizes.map { arena.reserve($0) } == offsets)
      #expect(arena.used == counting.used)
      #expect(arena.reserve(1) == nil)
      let slice = try #require(arena.slice(offsets[4] ?? 0, 16, of: UInt32.self))
      slice.fill(0x0102_0304)
      #expect(slice[15] == 0x0102_0304 && slice.bytes.count == 64)
      var short = unsafe Arena(
        base: UnsafeMutableRawPointer(memory.pointer), capacity: counting.used - 1)
      #expect(sizes.map { short.reserve($0) } == offsets.dropLast() + [nil])
    }
  }

  @Test func arenaRefusesOverflow() {
    var arena = Arena()
    #expect(arena.reserve(-1) == nil)
    #expect(arena.reserve(.max) == .some(0))
    #expect(arena.reserve(1) == nil)
  }

  @Test func bytesRefuseWhatIsOutside() throws {
    try withAligned([1, 2, 3, 4, 5]) { memory throws in
      let bytes = unsafe Bytes(base: memory.pointer, count: 5, origin: 100)
      #expect(try bytes.read(1, as: UInt32.self) == 0x0504_0302)
      #expect(try bytes.slice(2, 3).origin == 102)
      #expect(try bytes.slice(5, 0).count == 0)
      for offset in [-1, 2, 5, .max, .min + 1] {
        let error = #expect(throws: ContainerError.self) { try bytes.read(offset, as: UInt32.self) }
        #expect(error == ContainerError(.truncated, offset: 105))
      }
      for (offset, length) in [(-1, 1), (0, 6), (6, 0), (5, 1), (1, .max), (.max, .max), (0, -1)] {
        #expect(throws: ContainerError.self) { try bytes.slice(offset, length) }
      }
    }
  }

  @Test func slicesStoreLittleEndian() {
    withAligned([UInt8](repeating: 9, count: 10)) { slice in
      slice.store(UInt64(0x0102_0304_0506_0708), at: 1)
      #expect(slice.bytes.equals(array: [9, 8, 7, 6, 5, 4, 3, 2, 1, 9]))
    }
  }

  @Test(arguments: [0, 1, 64, 4096])
  func allocationsAreAligned(_ count: Int) throws {
    let allocation = try Allocation(.system, count: count, alignment: 4096)
    #expect(unsafe UInt(bitPattern: allocation.base) % 4096 == 0)
    #expect(allocation.count == count && allocation.bytes.count == count)
  }

  @Test func everyReasonHasItsOwnSentence() {
    var seen: Set<String> = []
    for number in UInt8(0)... {
      guard let reason = ContainerError.Reason(rawValue: number) else { break }
      seen.insert("\(reason.sentence)")
      #expect(seen.count == Int(number) + 1)
    }
    #expect(seen.count > 30)
  }

  @Test func kindsReadAsText() {
    let characters = SectionKind.metadata.characters
    #expect([0, 1, 2, 3].map { characters[$0] } == Array("META".utf8))
    let odd = SectionKind(rawValue: 0x7F20_0A41).characters
    #expect([0, 1, 2, 3].map { odd[$0] } == Array("A???".utf8))
  }
}
