import Container

extension Slice {
  /// The elements of a range inside the slice.
  func part(_ offset: Int, _ length: Int) -> Slice {
    precondition(offset >= 0 && length >= 0 && offset <= count && length <= count - offset)
    // The range was just checked.
    return unsafe Slice(base: pointer + offset, count: length)
  }
}
