import CPlatform
import Foundation
import Testing

@testable import Container

/// The thread that reads ahead.
struct ReaderTests {
  private static let size = 1 << 20
  private let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 10) }

  /// Calls with a started reader and a file to read from.
  private func withReader(
    _ body: (OpaquePointer, borrowing FileImage, UnsafeMutableRawPointer) throws -> Void
  ) throws {
    try unsafe withTemporaryFile(content) { path in
      let image = try unsafe FileImage(path: path, readable: true)
      let room = UnsafeMutableRawPointer.allocate(byteCount: 2 * Self.size, alignment: 4096)
      defer { unsafe room.deallocate() }
      let memory = UnsafeMutableRawPointer.allocate(byteCount: hsp_reader_size(), alignment: 64)
      defer { unsafe memory.deallocate() }
      #expect(unsafe hsp_reader_start(memory) == 0)
      let reader = OpaquePointer(memory)
      defer { unsafe hsp_reader_stop(reader) }
      try unsafe body(reader, image, room)
    }
  }

  @Test func readsManyRequests() throws {
    try unsafe withReader { reader, image, room in
      var cancel: Int32 = 0
      for turn in 0..<200 {
        let first = image.bytes.checked(turn * 64, 5000 + turn)
        let second = image.bytes.checked(Self.size - 100 - turn, 100)
        let behind = unsafe room + FileReader.span(first)
        var parts = unsafe [
          image.reader.request(first, to: room), image.reader.request(second, to: behind),
        ]
        unsafe hsp_reader_begin(reader, &parts, 2)
        var result: Int32 = 7
        #expect(unsafe hsp_reader_wait(reader, &cancel, &result) == 1)
        #expect(result == 0)
        let start = unsafe room + FileReader.skew(first)
        let end = unsafe behind + FileReader.skew(second)
        #expect(unsafe memcmp(start, first.pointer, first.count) == 0)
        #expect(unsafe memcmp(end, second.pointer, second.count) == 0)
      }
    }
  }

  @Test func saysWhatWentWrong() throws {
    try unsafe withReader { reader, image, room in
      var cancel: Int32 = 0
      var part = unsafe image.reader.request(image.bytes, to: room)
      unsafe part.offset = UInt64(Self.size)
      var result: Int32 = 7
      unsafe hsp_reader_begin(reader, &part, 1)
      #expect(unsafe hsp_reader_wait(reader, &cancel, &result) == 1)
      #expect(result == HSP_FILE_ENDS)
      // The next request is not the worse for it.
      unsafe part = image.reader.request(image.bytes, to: room)
      unsafe hsp_reader_begin(reader, &part, 1)
      #expect(unsafe hsp_reader_wait(reader, &cancel, &result) == 1)
      #expect(result == 0)
    }
  }

  /// A cancelled wait leaves the request to be waited for again.
  @Test func waitsCanBeCancelled() throws {
    try unsafe withReader { reader, image, room in
      var part = unsafe image.reader.request(image.bytes, to: room)
      unsafe hsp_reader_begin(reader, &part, 1)
      var cancel: Int32 = 1
      var result: Int32 = 7
      let finished = unsafe hsp_reader_wait(reader, &cancel, &result)
      #expect(finished == 1 || result == 7)
      cancel = 0
      #expect(unsafe hsp_reader_wait(reader, &cancel, &result) == 1)
      #expect(result == 0)
    }
  }

  /// Stopping waits for what is being read.
  @Test func stopsWhileReading() throws {
    try unsafe withReader { reader, image, room in
      var part = unsafe image.reader.request(image.bytes, to: room)
      unsafe hsp_reader_begin(reader, &part, 1)
    }
  }
}
