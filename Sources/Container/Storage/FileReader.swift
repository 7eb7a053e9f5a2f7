import CPlatform

/// Reads parts of a file that somebody else keeps open: through its descriptor, or out of memory.
package struct FileReader {
  private let bytes: Bytes
  private let descriptor: Int32
  private let direct: Int32

  init(_ bytes: Bytes, descriptor: Int32, direct: Int32) {
    self.bytes = bytes
    self.descriptor = descriptor
    self.direct = direct
  }

  /// Whether parts are read from the file, rather than copied from memory that holds all of it.
  package var isFile: Bool { descriptor >= 0 }

  /// Copies a part of the file, whose bytes in memory are not touched if it can be read.
  ///
  /// The caller promises room for them.
  package func read(
    _ part: Bytes, to destination: UnsafeMutableRawPointer
  ) throws(ContainerError) {
    guard isFile else {
      return unsafe destination.copyMemory(from: part.pointer, byteCount: part.count)
    }
    let code = unsafe hsp_file_read_at(descriptor, UInt64(part.origin), destination, part.count)
    hsp_file_forget(descriptor, UInt64(part.origin), UInt64(part.count))
    try FileReader.check(code, part)
  }

  /// What reads a part in whole units; its first byte goes to `destination` + `skew(part)`.
  package func request(_ part: Bytes, to destination: UnsafeMutableRawPointer) -> hsp_read {
    unsafe hsp_read(
      descriptor: descriptor, direct: direct, offset: UInt64(part.origin),
      size: UInt64(part.count), destination: destination)
  }

  /// Throws unless reading a part has succeeded.
  package static func check(_ code: Int32, _ part: Bytes) throws(ContainerError) {
    guard code != HSP_FILE_ENDS else {
      throw ContainerError(.fileShrank, offset: part.origin, section: .weights)
    }
    guard code == 0 else {
      throw ContainerError(
        .cannotReadFile, offset: part.origin, value: Int64(code), section: .weights)
    }
  }

  /// Bytes of a part's first unit in front of it.
  package static func skew(_ part: Bytes) -> Int { part.origin % unit }

  /// Bytes of all units that a part touches.
  package static func span(_ part: Bytes) -> Int {
    (skew(part) + part.count + unit - 1) / unit * unit
  }

  /// Alignment and granularity of requests.
  package static var unit: Int { Int(HSP_READ_UNIT) }

  /// Takes the file's pages out of the process; they come back, mostly from the system's cache, when they are touched.
  package func release() {
    guard isFile else { return }
    // A file that can be read is mapped whole.
    unsafe hsp_map_forget(bytes.pointer, UInt64(bytes.count))
  }

  /// Lets the system drop its copy of the file, and what of it was mapped into the process.
  package func forgetAll() {
    guard isFile else { return }
    release()
    hsp_file_forget(descriptor, 0, UInt64(bytes.count))
  }

  /// Size and time of the last change.
  package var stamp: Stamp {
    // A failure leaves a stamp that no file has.
    var numbers: InlineArray<3, Int64> = [-1, 0, 0]
    if isFile {
      // Three numbers, which outlive the closure.
      _ = unsafe withUnsafeMutablePointer(to: &numbers) { pointer in
        let start = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Int64.self)
        return unsafe hsp_file_stamp(descriptor, start)
      }
    }
    return Stamp(size: numbers[0], seconds: numbers[1], nanoseconds: numbers[2])
  }

  /// What differs when a file was written to.
  package struct Stamp: BitwiseCopyable, Equatable {
    let size: Int64
    let seconds: Int64
    let nanoseconds: Int64
  }
}
