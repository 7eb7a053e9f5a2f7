import CPlatform
import Container

/// A sentence in a fixed buffer: messages are made where memory may have run out.
struct ErrorText {
  private var bytes = InlineArray<192, UInt8>(repeating: 0)
  private(set) var count = 0

  mutating func append(byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count += 1
  }

  mutating func append(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount {
      // Inside the literal.
      append(byte: unsafe text.utf8Start[index])
    }
  }

  mutating func append(_ text: Bytes) {
    for index in 0..<text.count { append(byte: text.load(index, as: UInt8.self)) }
  }

  mutating func append(_ number: Int64) {
    if number < 0 { append(byte: 0x2d) }
    var rest = number.magnitude
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var length = 0
    repeat {
      digits[length] = 0x30 + UInt8(rest % 10)
      rest /= 10
      length += 1
    } while rest > 0
    for index in (0..<length).reversed() { append(byte: digits[index]) }
  }

  /// A number with up to six decimals.
  mutating func append(_ number: Double) {
    guard number.magnitude < 1e15 else {
      return append(number.isNaN ? "not a number" : "very large")
    }
    if number < 0 { append(byte: 0x2d) }
    let whole = number.magnitude.rounded(.down)
    append(Int64(whole))
    var millionths = Int64(((number.magnitude - whole) * 1e6).rounded())
    guard millionths > 0 else { return }
    append(byte: 0x2e)
    var unit: Int64 = 100_000
    while millionths > 0, unit > 0 {
      append(byte: 0x30 + UInt8(min(9, millionths / unit)))
      millionths %= unit
      unit /= 10
    }
  }

  mutating func append(errno: Int32) {
    var text = InlineArray<96, CChar>(repeating: 0)
    // The buffer outlives the closure.
    unsafe withUnsafeMutablePointer(to: &text) { pointer in
      let start = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: CChar.self)
      unsafe hsp_errno_text(errno, start, 96)
    }
    for index in text.indices where text[index] != 0 {
      append(byte: UInt8(bitPattern: text[index]))
    }
  }

  /// Copies the text to a C buffer, cut and NUL-terminated.
  func copy(to buffer: UnsafeMutableRawBufferPointer) {
    guard buffer.count > 0 else { return }
    let length = min(count, buffer.count - 1)
    for index in 0..<length {
      // Below the buffer's count.
      unsafe buffer[index] = bytes[index]
    }
    unsafe buffer[length] = 0
  }
}
