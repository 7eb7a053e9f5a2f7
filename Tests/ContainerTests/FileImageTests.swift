import CPlatform
import Foundation
import Testing

@testable import Container

/// What a callback and an allocator have seen.
private struct Source {
  var file: [UInt8]
  var reads = 0
  var failing = -1
  var allocations = 0
  var alive = 0
  var refusing = false

  /// Opens an image of a file that has `size` bytes by its own account.
  mutating func open(size: UInt64) -> ContainerError? {
    do throws(ContainerError) {
      try unsafe withUnsafeMutablePointer(to: &self) { (source) throws(ContainerError) in
        let allocator = unsafe Allocator(
          allocate: { user, size, alignment in
            guard let source = unsafe user?.assumingMemoryBound(to: Source.self) else { return nil }
            unsafe source.pointee.allocations += 1
            guard unsafe !source.pointee.refusing else { return nil }
            unsafe source.pointee.alive += size
            return unsafe hsp_system_allocate(size, alignment)
          },
          release: { user, memory, size in
            unsafe user?.assumingMemoryBound(to: Source.self).pointee.alive -= size
            unsafe hsp_system_release(memory)
          }, user: source)
        let image = try unsafe FileImage(
          reading: { user, offset, destination, size in
            guard let source = unsafe user?.assumingMemoryBound(to: Source.self) else { return 9 }
            let read = unsafe source.pointee.reads
            unsafe source.pointee.reads += 1
            guard unsafe read != source.pointee.failing else { return 5 }
            let bytes = unsafe source.pointee.file[Int(offset)..<Int(offset) + size]
            for (index, byte) in bytes.enumerated() {
              unsafe destination.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            }
            return 0
          }, user: source, size: size, allocator: allocator)
        try check(image.bytes)
        let alive = unsafe source.pointee.alive
        #expect(alive == Int(size))
      }
      return nil
    } catch { return error }
  }
}

struct FileImageTests {
  private let file = TestFile.model().build()

  @Test func readsHeaderThenAllocates() {
    var source = Source(file: file)
    #expect(source.open(size: UInt64(file.count)) == nil)
    #expect(source.reads == 2 && source.allocations == 1 && source.alive == 0)
  }

  @Test(arguments: [UInt64(1) << 62, UInt64.max, 1 << 20])
  func refusesHugeLengthsBeforeAllocating(_ length: UInt64) {
    var source = Source(file: file)
    source.file.put(length, at: 16)
    let error = source.open(size: UInt64(file.count))
    #expect(error?.reason == .truncated && error?.offset == file.count)
    #expect(source.reads == 1 && source.allocations == 0)
  }

  @Test func reportsMissingMemory() {
    var source = Source(file: file)
    source.refusing = true
    let error = source.open(size: UInt64(file.count))
    #expect(error?.reason == .noMemory && error?.value == Int64(file.count))
    // A size that no system has: believed by the header, refused by malloc.
    source = Source(file: file)
    source.file.put(UInt64(1) << 62, at: 16)
    #expect(source.open(size: 1 << 62)?.reason == .noMemory)
    source.file.put(UInt64.max, at: 16)
    #expect(source.open(size: UInt64.max)?.reason == .tooLarge)
  }

  @Test(arguments: [(0, 0), (1, 64)])
  func reportsFailedReads(_ read: Int, _ offset: Int) {
    var source = Source(file: file)
    source.failing = read
    let error = source.open(size: UInt64(file.count))
    #expect(error == ContainerError(.cannotRead, offset: offset, value: Int64(5)))
    #expect(source.alive == 0)
  }

  @Test func refusesLengthsBelowTheHeader() {
    var source = Source(file: Array(file.prefix(20)))
    source.file.put(UInt32(20), at: 16)
    #expect(source.open(size: 20)?.reason == .truncated)
    #expect(source.allocations == 0)
  }

  @Test(arguments: 1..<64)
  func refusesMisalignedMemory(_ shift: Int) throws {
    try withAligned(file + [UInt8](repeating: 0, count: 64)) { memory throws in
      let error = #expect(throws: ContainerError.self) {
        _ = try unsafe FileImage(borrowing: memory.pointer + shift, size: 64)
      }
      #expect(error?.reason == .misalignedMemory)
    }
  }

  private func mapping(_ path: String) -> ContainerError? {
    do throws(ContainerError) {
      _ = try unsafe FileImage(path: path)
      return nil
    } catch { return error }
  }

  @Test func refusesWhatIsNoRegularFile() throws {
    let fifo = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    #expect(unsafe mkfifo(fifo, 0o600) == 0)
    defer { _ = unsafe unlink(fifo) }
    #expect(mapping(fifo) == ContainerError(.cannotMap, offset: -1, value: Int64(EINVAL)))
    #expect(mapping("/") == ContainerError(.cannotMap, offset: -1, value: Int64(EISDIR)))
    #expect(mapping("/dev/zero") == ContainerError(.cannotMap, offset: -1, value: Int64(EINVAL)))
    #expect(mapping(fifo + "x") == ContainerError(.cannotMap, offset: -1, value: Int64(ENOENT)))
    #expect(mapping("") == ContainerError(.cannotMap, offset: -1, value: Int64(ENOENT)))
  }

  @Test func refusesDescriptorsThatAreNoFiles() throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    for (descriptor, code) in [(ends[0], EINVAL), (-1, EBADF), (1 << 20, EBADF)] {
      let error = #expect(throws: ContainerError.self) {
        _ = try FileImage(descriptor: descriptor)
      }
      #expect(error == ContainerError(.cannotMap, offset: -1, value: Int64(code)))
    }
  }
}
