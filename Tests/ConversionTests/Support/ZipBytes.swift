@testable import Conversion

/// A zip archive as a test writes it; fields are free to lie.
struct ZipBytes {
  struct Entry {
    var name: String
    var data: [UInt8]
    var method: UInt16 = 0
    var checksum: UInt32?
    /// What the directory says instead of the data's size.
    var size: UInt32?
    /// Where the directory says that the entry starts.
    var offset: UInt32?
  }

  var entries: [Entry]

  init(_ entries: [(String, [UInt8])]) {
    self.entries = entries.map { Entry(name: $0.0, data: $0.1) }
  }

  /// A checkpoint: its pickle and its storages.
  init(pickle: [UInt8], storages: [(String, [UInt8])]) {
    self.init([("m/data.pkl", pickle)] + storages.map { ("m/data/\($0.0)", $0.1) })
  }

  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      var sum = CRC32()
      sum.update(entry.data.span)
      let name = Array(entry.name.utf8)
      let size = entry.size ?? UInt32(entry.data.count)
      let fields =
        little(UInt16(20)) + little(0 as UInt16) + little(entry.method) + little(0 as UInt32)
        + little(entry.checksum ?? sum.value) + little(size) + little(size)
        + little(UInt16(name.count)) + little(0 as UInt16)
      let start = entry.offset ?? UInt32(file.count)
      directory += [0x50, 0x4B, 1, 2] + little(UInt16(20)) + fields
      directory += little(0 as UInt16) + little(0 as UInt16) + little(0 as UInt16)
      directory += little(0 as UInt32) + little(start) + name
      file += [0x50, 0x4B, 3, 4] + fields + name + entry.data
    }
    let count = little(UInt16(entries.count))
    return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
      + little(UInt32(directory.count)) + little(UInt32(file.count)) + [0, 0]
  }
}

func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  (0..<Integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
