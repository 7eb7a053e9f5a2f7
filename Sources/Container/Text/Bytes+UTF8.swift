extension Bytes {
  /// Throws at the first byte that is not valid UTF-8, or is a control character.
  func checkText(section: SectionKind) throws(ContainerError) {
    var offset = 0
    while offset < count {
      let lead = load(offset, as: UInt8.self)
      if lead < 0x80 {
        guard lead >= 0x20, lead != 0x7F else {
          throw ContainerError(
            .controlCharacter, offset: origin + offset, value: Int64(lead), section: section)
        }
        offset += 1
      } else {
        guard let length = multibyteLength(offset, lead) else {
          throw ContainerError(
            .notUTF8, offset: origin + offset, value: Int64(lead), section: section)
        }
        offset += length
      }
    }
  }

  /// The length of the well-formed sequence at an offset, by table 3-7 of the Unicode standard; nil
  /// if there is none.
  private func multibyteLength(_ offset: Int, _ lead: UInt8) -> Int? {
    let length: Int
    // The second byte's range excludes overlong forms, surrogates, and what is above U+10FFFF.
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { second = 0xA0...0xBF }
      if lead == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { second = 0x90...0xBF }
      if lead == 0xF4 { second = 0x80...0x8F }
    default: return nil
    }
    guard length <= count - offset, second.contains(load(offset + 1, as: UInt8.self)) else {
      return nil
    }
    for index in 2..<max(length, 2) where load(offset + index, as: UInt8.self) & 0xC0 != 0x80 {
      return nil
    }
    return length
  }
}
