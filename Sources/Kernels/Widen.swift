import CKernels

/// Widens half-precision values, 16 at a time.
func widen(_ source: UnsafePointer<UInt16>, _ out: UnsafeMutablePointer<Float>, _ count: Int) {
  let source = unsafe Halves(source)
  let target = unsafe Target(out)
  var index = 0
  while index < count {
    // count is a multiple of 16.
    target.store(source.lanes(index, count: 16), index)
    index += 16
  }
}
