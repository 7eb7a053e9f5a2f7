import CPlatform

/// The bytes of a whole file: mapped, borrowed, or read into memory of an allocator.
///
/// Public for Embedded Swift's sake, which sees the deinit of another module's type only then.
@safe
public struct FileImage: ~Copyable {
  /// The file, valid as long as the owner lives.
  ///
  /// Nothing about its content is checked yet, but for the header of a file that was read.
  package let bytes: Bytes
  private let isMapped: Bool
  /// Of a mapped file that is kept open to be read from, or -1.
  private let descriptor: Int32
  /// The same file, read past the system's cache, or -1.
  private let direct: Int32
  private let allocation: Allocation?

  /// Fills `size` bytes at `destination` with those of the file at `offset`; not 0 for failure.
  package typealias Read =
    @convention(c) (UnsafeMutableRawPointer?, UInt64, UnsafeMutableRawPointer, Int) -> Int32

  /// Maps the regular file at a path; `readable` also keeps it open for `reader`.
  package init(path: UnsafePointer<CChar>, readable: Bool = false) throws(ContainerError) {
    var descriptor: Int32 = -1
    // The caller promises a C string.
    let code = unsafe hsp_file_open(path, &descriptor)
    try self.init(own: descriptor, code: code, readable: readable)
  }

  /// Maps the regular file of a descriptor, which stays the caller's; `readable` keeps a copy for `reader`.
  package init(descriptor: Int32, readable: Bool = false) throws(ContainerError) {
    var copy: Int32 = -1
    // Any number may be given: what is no open file is an error of the system.
    let code = unsafe hsp_file_duplicate(descriptor, &copy)
    try self.init(own: copy, code: code, readable: readable)
  }

  private init(own descriptor: Int32, code: Int32, readable: Bool) throws(ContainerError) {
    guard code == 0 else { throw ContainerError(.cannotMap, offset: -1, value: Int64(code)) }
    var base: UnsafeRawPointer?
    var size: UInt64 = 0
    let code = unsafe hsp_map_descriptor(descriptor, &base, &size)
    if code != 0 || !readable { hsp_file_close(descriptor) }
    guard code == 0 else { throw ContainerError(.cannotMap, offset: -1, value: Int64(code)) }
    self.descriptor = readable ? descriptor : -1
    direct = readable ? hsp_file_open_direct(descriptor) : -1
    allocation = nil
    if let base = unsafe base {
      // A mapping's size fits size_t.
      unsafe bytes = Bytes(base: base, count: Int(size))
      isMapped = true
    } else {
      bytes = .empty
      isMapped = false
    }
  }

  /// Borrows memory, which the caller promises to keep unchanged; it has to be aligned to 64 bytes.
  package init(borrowing base: UnsafeRawPointer, size: UInt64) throws(ContainerError) {
    guard UInt(bitPattern: base) % UInt(FileLayout.alignment) == 0 else {
      throw ContainerError(.misalignedMemory, offset: -1)
    }
    guard let count = Int(exactly: size) else {
      throw ContainerError(.tooLarge, offset: -1, value: size)
    }
    // The caller promises this.
    unsafe bytes = Bytes(base: base, count: count)
    isMapped = false
    descriptor = -1
    direct = -1
    allocation = nil
  }

  /// Reads a file of `size` bytes through a callback.
  ///
  /// The header is read first, and memory is taken only when it agrees with `size`.
  package init(
    reading read: Read, user: UnsafeMutableRawPointer?, size: UInt64, allocator: Allocator
  ) throws(ContainerError) {
    var header = InlineArray<64, UInt8>(repeating: 0)
    let headerSize = min(Int(clamping: size), header.count)
    // The header outlives the closure.
    let length = try unsafe withUnsafeMutablePointer(to: &header) {
      (pointer) throws(ContainerError) -> Int in
      let start = UnsafeMutableRawPointer(pointer)
      try unsafe Self.fill(start, headerSize, from: 0, read, user)
      // The callback has filled this many bytes.
      return try FileHeader(unsafe Bytes(base: start, count: headerSize), size: size).length
    }
    // FileHeader refuses what is shorter than itself.
    precondition(length >= header.count)
    // Weights are used in place: page alignment, as in a map.
    let allocation = try Allocation(allocator, count: length, alignment: 4096)
    for index in header.indices {
      // length is at least that of the header.
      unsafe allocation.base.storeBytes(of: header[index], toByteOffset: index, as: UInt8.self)
    }
    let rest = length - header.count
    if rest > 0 {
      // Behind the header are `rest` bytes.
      try unsafe Self.fill(
        allocation.base + header.count, rest, from: UInt64(header.count), read, user)
    }
    bytes = allocation.bytes
    isMapped = false
    descriptor = -1
    direct = -1
    self.allocation = consume allocation
  }

  /// Calls the callback for a run of bytes, none for an empty one.
  private static func fill(
    _ destination: UnsafeMutableRawPointer, _ count: Int, from offset: UInt64, _ read: Read,
    _ user: UnsafeMutableRawPointer?
  ) throws(ContainerError) {
    guard count > 0 else { return }
    // The caller promises `count` bytes at the destination, the callback to stay within them.
    let code = unsafe read(user, offset, destination, count)
    guard code == 0 else {
      throw ContainerError(.cannotRead, offset: Int(clamping: offset), value: Int64(code))
    }
  }

  /// Reads parts of the file, valid as long as the owner lives.
  package var reader: FileReader { FileReader(bytes, descriptor: descriptor, direct: direct) }

  /// Takes a part's pages out of the process; of a map, they come back when they are touched.
  package func release(_ part: Bytes) {
    guard isMapped else { return }
    // A map begins at a page, and none is larger than this.
    let start = (part.origin - bytes.origin) & ~0xFFFF
    let end = part.origin - bytes.origin + part.count
    unsafe hsp_map_forget(bytes.pointer + start, UInt64(end - start))
  }

  /// Tells the system whether single pages of a mapped file will be touched, with nothing near them.
  package func expect(singlePages: Bool) {
    if isMapped {
      // The map's own range.
      unsafe hsp_map_expect(bytes.pointer, UInt64(bytes.count), singlePages ? 1 : 0)
    }
  }

  deinit {
    // Mapped in init, unmapped only here.
    if isMapped { unsafe hsp_unmap(bytes.pointer, UInt64(bytes.count)) }
    if descriptor >= 0 { hsp_file_close(descriptor) }
    if direct >= 0 { hsp_file_close(direct) }
  }
}
