import Container

/// Sorts numbers in place, ascending (heapsort: no memory, and no input makes it slow).
func sort(_ values: Slice<UInt64>) {
  func sift(_ root: Int, _ end: Int) {
    var root = root
    while 2 * root + 1 < end {
      var child = 2 * root + 1
      if child + 1 < end, values[child] < values[child + 1] { child += 1 }
      guard values[root] < values[child] else { return }
      swap(root, child)
      root = child
    }
  }
  func swap(_ first: Int, _ second: Int) {
    let value = values[first]
    values[first] = values[second]
    values[second] = value
  }
  for root in (0..<values.count / 2).reversed() { sift(root, values.count) }
  for end in (1..<max(1, values.count)).reversed() {
    swap(0, end)
    sift(0, end)
  }
}
