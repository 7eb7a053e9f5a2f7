import Container

/// A `.hsm` file taken apart, so that a test can make one part of it lie and put it together with
/// right checksums.
struct FileParts {
  var identity: [UInt8]
  var sections: [(kind: String, bytes: [UInt8])]

  /// Takes a valid file apart.
  init(_ file: [UInt8]) {
    identity = Array(file[32..<64])
    sections = (0..<Int(file.word(12))).map { index in
      let entry = 64 + 32 * index
      let start = Int(file.word(entry + 8))
      let kind = String(decoding: file[entry..<entry + 4], as: UTF8.self)
      return (kind, Array(file[start..<start + Int(file.word(entry + 16))]))
    }
  }

  static var model: FileParts { FileParts(ConvertedModel.shared.bytes) }

  subscript(kind: String) -> [UInt8] {
    get { sections.first { $0.kind == kind }?.bytes ?? [] }
    set {
      for index in sections.indices where sections[index].kind == kind {
        sections[index].bytes = newValue
      }
    }
  }

  /// The file, with every checksum but the tensors' made anew.
  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x48, 0x53, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A]
    file.append(words: [1, UInt32(sections.count), 0, 0, 0, 0])
    file += identity
    var end = 64 + 32 * sections.count
    var places: [Int] = []
    for section in sections {
      let alignment = section.kind == "WGHT" ? 16384 : 64
      end = (end + alignment - 1) / alignment * alignment
      places.append(end)
      file += Array(section.kind.utf8)
      file.append(words: [
        checksum(section.bytes), UInt32(end), 0, UInt32(section.bytes.count), 0, 0, 0,
      ])
      end += section.bytes.count
    }
    file.put(UInt32(end), at: 16)
    file.put(checksum(file), at: 24)
    for (section, place) in zip(sections, places) {
      file += [UInt8](repeating: 0, count: place - file.count) + section.bytes
    }
    return file
  }

  /// Where a section begins in the file.
  func offset(_ kind: String) -> Int {
    let file = bytes
    let index = sections.firstIndex { $0.kind == kind }!
    return Int(file.word(64 + 32 * index + 8))
  }
}

/// CRC-32C.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  var sum = Checksum()
  unsafe bytes.withUnsafeBytes { buffer in
    // The array outlives the closure.
    if let base = buffer.baseAddress { unsafe sum.update(Bytes(base: base, count: buffer.count)) }
  }
  return sum.value
}

extension [UInt8] {
  func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << UInt32(8 * $1) }
  }

  mutating func put(_ word: UInt32, at offset: Int) {
    for index in 0..<4 {
      self[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index))
    }
  }

  mutating func append(words: [UInt32]) {
    for word in words {
      for index in 0..<4 { append(UInt8(truncatingIfNeeded: word >> UInt32(8 * index))) }
    }
  }
}
