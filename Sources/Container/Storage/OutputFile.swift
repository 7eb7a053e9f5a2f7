import CPlatform

/// A file being written beside its final place, where it appears whole or not at all.
///
/// Public for Embedded Swift's sake, which sees the deinit of another module's type only then.
@safe
public struct OutputFile: ~Copyable {
  private var output = hsp_output()

  /// Starts a file that is to be at `path`, a C string.
  package init(path: UnsafePointer<CChar>) throws(ContainerError) {
    // The caller promises a C string.
    try Self.check(unsafe hsp_output_begin(&output, path))
  }

  /// Appends bytes.
  package mutating func write(_ bytes: Bytes) throws(ContainerError) {
    // Bytes promise `count` readable bytes.
    try Self.check(unsafe hsp_output_write(&output, bytes.pointer, bytes.count))
  }

  /// Flushes the file and puts it in its place.
  package mutating func commit() throws(ContainerError) {
    // Begun in init.
    try Self.check(unsafe hsp_output_commit(&output))
  }

  private static func check(_ code: Int32) throws(ContainerError) {
    guard code == 0 else { throw ContainerError(.cannotWrite, offset: -1, value: Int64(code)) }
  }

  deinit {
    // Without effect after commit; the copy names the same file.
    var output = output
    unsafe hsp_output_abandon(&output)
  }
}
