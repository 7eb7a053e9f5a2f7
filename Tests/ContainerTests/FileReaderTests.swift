import CPlatform
import Foundation
import Testing

@testable import Container

/// Parts of files, read to memory of the caller's.
struct FileReaderTests {
  private static let size = 3 * 4096 + 100
  private let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

  /// Offsets and lengths around units and the end of the file.
  static let parts = [
    (0, 0), (0, 1), (0, 4096), (64, 4032), (64, 4096), (4095, 2), (4096, 4096), (4097, 8191),
    (12288, 100), (12300, 88), (0, size), (1, size - 1),
  ]

  /// Calls with a reader of the content, in a file of its own.
  private func withReader(
    _ body: (borrowing FileImage, String) throws -> Void
  ) throws {
    try unsafe withTemporaryFile(content) { path in
      let image = try unsafe FileImage(path: path, readable: true)
      #expect(image.reader.isFile)
      try body(image, unsafe String(cString: path))
    }
  }

  /// Memory aligned to a unit, painted, with room to spare.
  private func withRoom(_ count: Int, _ body: (UnsafeMutableRawPointer) throws -> Void) throws {
    let room = UnsafeMutableRawPointer.allocate(byteCount: count + 64, alignment: 4096)
    defer { unsafe room.deallocate() }
    unsafe room.initializeMemory(as: UInt8.self, repeating: 0xA5, count: count + 64)
    try unsafe body(room)
    let slack = unsafe UnsafeRawBufferPointer(start: room + count, count: 64)
    #expect(unsafe slack.allSatisfy { $0 == 0xA5 }, "wrote beyond the part's units")
  }

  @Test(arguments: parts)
  func readsUnits(_ offset: Int, _ count: Int) throws {
    try withReader { image, _ in
      let part = image.bytes.checked(offset, count)
      let (skew, span) = (FileReader.skew(part), FileReader.span(part))
      #expect(skew == offset % 4096 && span % 4096 == 0 && span >= skew + count)
      #expect(span < skew + count + 4096)
      try unsafe withRoom(span) { room in
        var request = unsafe image.reader.request(part, to: room)
        #expect(unsafe hsp_file_read_units(&request) == 0)
        let read = unsafe [UInt8](UnsafeRawBufferPointer(start: room + skew, count: count))
        #expect(read == Array(content[offset..<offset + count]))
        // The same without the cache's detour.
        unsafe request.direct = -1
        unsafe room.initializeMemory(as: UInt8.self, repeating: 0xA5, count: span)
        #expect(unsafe hsp_file_read_units(&request) == 0)
        let again = unsafe [UInt8](UnsafeRawBufferPointer(start: room + skew, count: count))
        #expect(again == read)
      }
      try unsafe withRoom(count) { room in
        try unsafe image.reader.read(part, to: room)
        let read = unsafe [UInt8](UnsafeRawBufferPointer(start: room, count: count))
        #expect(read == Array(content[offset..<offset + count]))
      }
    }
  }

  @Test(arguments: [0, 1, 4096, 4097, size - 1])
  func aFileThatShrank(_ size: Int) throws {
    try withReader { image, path in
      let before = image.reader.stamp
      #expect(before == image.reader.stamp)
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: UInt64(size))
      try file.close()
      #expect(before != image.reader.stamp)
      let part = image.bytes.checked(64, FileReaderTests.size - 64)
      try unsafe withRoom(FileReader.span(part)) { room in
        var request = unsafe image.reader.request(part, to: room)
        #expect(unsafe hsp_file_read_units(&request) == HSP_FILE_ENDS)
        unsafe request.direct = -1
        #expect(unsafe hsp_file_read_units(&request) == HSP_FILE_ENDS)
        #expect(throws: ContainerError(.fileShrank, offset: 64, section: .weights)) {
          try unsafe image.reader.read(part, to: room)
        }
      }
    }
  }

  @Test func whatIsInMemoryIsCopied() throws {
    try Way.memory.open(content) { image in
      #expect(!image.reader.isFile)
      try unsafe withRoom(200) { room in
        try unsafe image.reader.read(image.bytes.checked(100, 200), to: room)
        let read = unsafe [UInt8](UnsafeRawBufferPointer(start: room, count: 200))
        #expect(read == Array(content[100..<300]))
      }
      image.reader.forgetAll()
    }
  }

  @Test func imagesAreNotReadableUnlessAsked() throws {
    for way in [Way.path, .descriptor] { try way.open(content) { #expect(!$0.reader.isFile) } }
  }

  /// A descriptor may be closed by its owner, and what was forgotten comes back.
  @Test func forgottenBytesComeBack() throws {
    try unsafe withTemporaryFile(content) { path in
      let descriptor = unsafe open(path, O_RDONLY)
      let image = try FileImage(descriptor: descriptor, readable: true)
      close(descriptor)
      #expect(image.bytes.load(5000, as: UInt8.self) == content[5000])
      image.reader.forgetAll()
      #expect(image.bytes.load(5000, as: UInt8.self) == content[5000])
      try unsafe withRoom(content.count) { room in
        try unsafe image.reader.read(image.bytes, to: room)
      }
    }
  }

  @Test func unreadableDescriptors() {
    var part = unsafe hsp_read(
      descriptor: -1, direct: -1, offset: 0, size: 1, destination: .init(bitPattern: 4096)!)
    #expect(unsafe hsp_file_read_units(&part) == EBADF)
    #expect(throws: ContainerError.self) { try FileReader.check(EIO, .empty) }
  }
}
