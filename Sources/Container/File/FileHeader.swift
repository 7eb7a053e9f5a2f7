/// The checked first 64 bytes of a file, except for their checksum.
struct FileHeader {
  let sections: Int
  let length: Int
  let checksum: UInt32

  /// Reads the header of a file that has `size` bytes; `bytes` needs to hold no more than the
  /// header.
  init(_ bytes: Bytes, size: UInt64) throws(ContainerError) {
    guard try bytes.read(0, as: UInt64.self) == FileLayout.magic else {
      throw ContainerError(.notContainer, offset: 0)
    }
    let version = try bytes.read(FileLayout.Header.version, as: UInt32.self)
    guard version == FileLayout.version else {
      throw ContainerError(
        .unknownVersion, offset: FileLayout.Header.version, value: Int64(version))
    }
    _ = try bytes.slice(0, FileLayout.headerSize)

    let sections = bytes.load(FileLayout.Header.sections, as: UInt32.self)
    guard sections >= 1, sections <= FileLayout.maximumSections else {
      throw ContainerError(
        .sectionCount, offset: FileLayout.Header.sections, value: Int64(sections))
    }
    let declared = bytes.load(FileLayout.Header.length, as: UInt64.self)
    guard declared <= size else {
      throw ContainerError(.truncated, offset: Int(clamping: size), value: declared)
    }
    guard declared == size else {
      throw ContainerError(.trailingBytes, offset: Int(clamping: declared), value: size)
    }
    guard let length = Int(exactly: declared) else {
      throw ContainerError(.tooLarge, offset: FileLayout.Header.length, value: declared)
    }
    self.sections = Int(sections)
    self.length = length
    checksum = bytes.load(FileLayout.Header.checksum, as: UInt32.self)
  }

  /// The end of the section table.
  var tableEnd: Int { FileLayout.headerSize + sections * FileLayout.entrySize }
}
