import Container

/// Writes fixed-width little-endian fields one after the other.
struct FieldWriter {
  private let bytes: Slice<UInt8>
  private(set) var offset = 0

  init(_ bytes: Slice<UInt8>) { self.bytes = bytes }

  mutating func append<T: BitwiseCopyable & FixedWidthInteger>(_ value: T) {
    bytes.store(value, at: offset)
    offset += MemoryLayout<T>.size
  }

  mutating func zeros(_ count: Int) {
    for _ in 0..<count { append(UInt8(0)) }
  }

  mutating func append(_ run: Bytes) {
    for index in 0..<run.count { append(run.load(index, as: UInt8.self)) }
  }
}
