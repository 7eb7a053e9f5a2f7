import Foundation
import Testing

@testable import Container

struct SectionWriterTests {
  struct Full: Error {}

  /// What the writer makes of parts.
  private func write(
    _ kind: SectionKind, _ parts: [[UInt8]], limit: Int = .max
  ) throws(Full) -> [UInt8] {
    var result: [UInt8] = []
    let all = [UInt8](0..<32) + parts.flatMap { $0 }
    try withAligned(all) { (memory) throws(Full) in
      let bytes = memory.bytes
      var views = [Bytes](repeating: .empty, count: 5)
      var offset = 32
      for (index, part) in parts.enumerated() {
        views[index] = bytes.checked(offset, part.count)
        offset += part.count
      }
      let writer = SectionWriter(
        kind, identity: bytes.checked(0, 32), views[0], views[1], views[2], views[3], views[4])
      #expect(writer.fileLength == 128 + offset - 32)
      try writer.write { (piece) throws(Full) in
        for index in 0..<piece.count {
          guard result.count < limit else { throw Full() }
          result.append(piece.load(index, as: UInt8.self) as UInt8)
        }
      }
      #expect(result.count == writer.fileLength)
    }
    return result
  }

  @Test(
    arguments: [[1], [64, 3], [0, 5, 0, 7], [1, 2, 3, 4, 5]], [SectionKind.direction, .latent])
  func writesWhatTheReaderTakes(_ sizes: [Int], _ kind: SectionKind) throws {
    let parts = sizes.enumerated().map { [UInt8](repeating: UInt8($0 + 1), count: $1) }
    let file = try write(kind, parts)
    let content = parts.flatMap { $0 }
    let name = kind == .direction ? "DIRN" : "LATN"
    #expect(file == TestFile(sections: [.init(kind: name, bytes: content)]).build())
    for way in Way.allCases {
      try way.open(file) { image in
        let container = try ContainerFile(image.bytes)
        #expect(container.kind == (kind == .direction ? .directions : .latent))
        #expect(container.section(kind)?.equals(array: content) == true)
      }
    }
  }

  @Test(arguments: [0, 1, 127, 128, 130])
  func stopsWhenTheSinkThrows(_ limit: Int) {
    #expect(throws: Full.self) { try write(.direction, [[1, 2, 3]], limit: limit) }
  }
}
