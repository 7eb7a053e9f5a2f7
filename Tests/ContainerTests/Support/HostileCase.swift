import Testing

@testable import Container

/// A bad file, and what has to be said about it.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: [UInt8]
  let reason: ContainerError.Reason
  let offset: Int
  let section: String?

  init(
    _ description: String, _ reason: ContainerError.Reason, at offset: Int,
    in section: String? = nil, _ bytes: [UInt8]
  ) {
    testDescription = description
    self.bytes = bytes
    self.reason = reason
    self.offset = offset
    self.section = section
  }

  /// Opens the file in a way and compares.
  func run(_ way: Way) {
    let error = fault(bytes, way)
    #expect(error?.reason == reason)
    #expect(error?.offset == offset)
    #expect(error?.section?.rawValue == section.map(fourCharacters))
  }
}

func fourCharacters(_ text: String) -> UInt32 {
  text.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
}
