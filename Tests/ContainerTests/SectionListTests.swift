import Testing

@testable import Container

struct SectionListTests {
  struct Full: Error {}

  private func write(_ sections: [[UInt8]], limit: Int = .max) throws(Full) -> [UInt8] {
    var result: [UInt8] = []
    let all = [UInt8](0..<32) + sections.flatMap { $0 }
    try withAligned(all) { (memory) throws(Full) in
      let bytes = memory.bytes
      var list = SectionList(.direction, identity: bytes.checked(0, 32))
      var offset = 32
      for section in sections {
        list.append(bytes.checked(offset, section.count))
        offset += section.count
      }
      try list.write { (piece) throws(Full) in
        for index in 0..<piece.count {
          guard result.count < limit else { throw Full() }
          result.append(piece.load(index, as: UInt8.self))
        }
      }
    }
    return result
  }

  @Test(arguments: [[1], [64], [63, 65, 1], [128, 5, 64, 7], [Int](repeating: 3, count: 32)])
  func writesWhatTheReaderTakes(_ sizes: [Int]) throws {
    let sections = sizes.enumerated().map { [UInt8](repeating: UInt8($0 + 1), count: $1) }
    let file = try write(sections)
    #expect(
      file == TestFile(sections: sections.map { .init(kind: "DIRN", bytes: $0) }).build())
    for way in Way.allCases {
      try way.open(file) { image in
        let container = try ContainerFile(image.bytes)
        #expect(container.kind == .directions && container.count(of: .direction) == sizes.count)
        for (index, section) in sections.enumerated() {
          #expect(container.section(.direction, index)?.equals(array: section) == true)
        }
      }
    }
  }

  @Test(arguments: [0, 1, 128, 191, 192])
  func stopsWhenTheSinkThrows(_ limit: Int) {
    #expect(throws: Full.self) { try write([[1, 2, 3], [4]], limit: limit) }
  }
}
