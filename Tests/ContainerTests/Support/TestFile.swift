@testable import Container

/// A `.hsm` file made by ordinary Swift: valid, unless a test makes it lie.
struct TestFile {
  struct Section {
    var kind: String
    var bytes: [UInt8]
  }

  var sections: [Section]
  var identity = [UInt8](0..<32)

  /// A small model; program and schedule are bytes that the container does not understand.
  static func model(
    _ tensors: [TestTensor] = TestTensor.samples, metadata: [(String, String)] = [("a", "b")]
  ) -> TestFile {
    let (table, weights) = sections(tensors)
    return TestFile(sections: [
      Section(kind: "META", bytes: self.metadata(metadata)),
      Section(kind: "TENS", bytes: table),
      Section(kind: "PROG", bytes: [UInt8](repeating: 5, count: 40)),
      Section(kind: "SCHD", bytes: [UInt8](repeating: 6, count: 65)),
      Section(kind: "WGHT", bytes: weights),
    ])
  }

  static func metadata(_ pairs: [(String, String)]) -> [UInt8] {
    var records: [UInt8] = []
    var blob: [UInt8] = []
    for string in pairs.flatMap({ [$0, $1] }) {
      records.append(string.isEmpty ? 0 : UInt32(blob.count))
      records.append(UInt32(string.utf8.count))
      blob += Array(string.utf8)
    }
    var bytes: [UInt8] = []
    bytes.append(UInt32(pairs.count))
    bytes.append(UInt32(blob.count))
    bytes.append(UInt64(0))
    return bytes + records + blob
  }

  subscript(kind: String) -> [UInt8] {
    get { sections.first { $0.kind == kind }?.bytes ?? [] }
    set {
      for index in sections.indices where sections[index].kind == kind {
        sections[index].bytes = newValue
      }
    }
  }

  /// Where a section begins.
  func offset(_ kind: String) -> Int {
    var end = 64 + 32 * sections.count
    for section in sections {
      let alignment = section.kind == "WGHT" ? 16384 : 64
      end = (end + alignment - 1) / alignment * alignment
      if section.kind == kind { return end }
      end += section.bytes.count
    }
    return end
  }

  /// The place of an entry of the section table.
  func entry(_ kind: String) -> Int {
    64 + 32 * (sections.firstIndex { $0.kind == kind } ?? 0)
  }

  /// The file, edited before the header's checksum is made: sections' checksums are right, unless
  /// edited.
  func build(_ edit: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x48, 0x53, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A]
    file.append(UInt32(1))
    file.append(UInt32(sections.count))
    file += [UInt8](repeating: 0, count: 16) + identity
    let tableEnd = 64 + 32 * sections.count
    var body = [UInt8](repeating: 0, count: tableEnd)
    for section in sections {
      body.pad(to: section.kind == "WGHT" ? 16384 : 64)
      file += Array(section.kind.utf8)
      file.append(crc32c(section.bytes))
      file.append(UInt64(body.count))
      file.append(UInt64(section.bytes.count))
      file.append(UInt64(0))
      body += section.bytes
    }
    file += body[tableEnd...]
    file.put(UInt64(file.count), at: 16)
    edit(&file)
    file.put(UInt32(0), at: 24)
    file.put(crc32c(Array(file.prefix(tableEnd))), at: 24)
    return file
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(_ value: T) where T: UnsignedInteger {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> T(shift)) as Element)
    }
  }

  mutating func put<T: FixedWidthInteger & UnsignedInteger>(_ value: T, at offset: Int) {
    for index in 0..<T.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> T(8 * index))
    }
  }

  mutating func pad(to alignment: Int) {
    append(contentsOf: repeatElement(0, count: (alignment - count % alignment) % alignment))
  }
}
