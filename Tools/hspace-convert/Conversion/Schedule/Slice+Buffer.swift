import Container

extension Slice {
  /// The elements of an array that is not empty and outlives the slice.
  init(_ buffer: UnsafeMutableBufferPointer<Element>) {
    guard let base = buffer.baseAddress else { preconditionFailure("an empty array") }
    // The caller promises both.
    unsafe self.init(base: base, count: buffer.count)
  }
}
