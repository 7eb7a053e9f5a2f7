import Container

/// Reads the fixed-width fields of a section's header one after the other.
struct FieldReader {
  private let bytes: Bytes
  private(set) var offset = 0
  /// Where the field that was read last begins.
  private var lastOffset = 0

  /// The caller checks that the header lies within the bytes before it reads a field.
  init(_ bytes: Bytes) { self.bytes = bytes }

  mutating func next<T: BitwiseCopyable & FixedWidthInteger>(_ type: T.Type) -> T {
    lastOffset = offset
    offset += MemoryLayout<T>.size
    return bytes.load(lastOffset, as: T.self)
  }

  /// Leaves out bytes that are read elsewhere.
  mutating func skip(_ count: Int) { offset += count }

  /// The bytes behind the field that was read last.
  func rest() -> Bytes { bytes.checked(offset, bytes.count - offset) }

  /// Throws unless the next bytes are zero.
  mutating func zeros(_ count: Int) throws(DiffusionError) {
    for _ in 0..<count {
      let byte = next(UInt8.self)
      guard byte == 0 else { throw error(.reserved, value: byte) }
    }
  }

  /// An error at the field that was read last.
  func error(_ reason: DiffusionFault, value: Double) -> DiffusionError {
    DiffusionError(reason, offset: bytes.origin + lastOffset, value: value)
  }

  /// An error at the field that was read last, or some bytes earlier.
  func error(
    _ reason: DiffusionFault, value: some BinaryInteger, earlier distance: Int = 0
  ) -> DiffusionError {
    DiffusionError(reason, offset: bytes.origin + lastOffset - distance, value: value)
  }
}
