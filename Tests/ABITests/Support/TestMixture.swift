import CHSpace

/// The fields of a mixture in Swift's words.
struct TestMixture {
  var structSize = unsafe UInt32(MemoryLayout<hsp_mixture>.size)
  var mix: UInt32 = 0
  var first: TestCode?
  var second: TestCode?
  var amount = 1.0
  var firstEntry: UInt32 = 1
  var endEntry: UInt32 = 3

  init(first: TestCode, second: TestCode) {
    self.first = first
    self.second = second
  }

  func read(_ entry: UInt32, count: Int) throws(Fault) -> [Float] {
    var mixture = unsafe hsp_mixture(
      struct_size: structSize, mix: mix, first: first?.handle, second: second?.handle,
      amount: amount, first_entry: firstEntry, end_entry: endEntry)
    var values = [Float](repeating: 0, count: count)
    // Codes and values outlive the call.
    try check { unsafe hsp_mixture_read(&mixture, entry, &values, count, &$0) }
    return values
  }
}
