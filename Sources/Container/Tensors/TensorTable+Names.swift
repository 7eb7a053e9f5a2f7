extension TensorTable {
  /// Throws `duplicateName` when two tensors have the same name.
  ///
  /// A heap sort of indices: O(n log n) whatever the names are, and no recursion. Neighbours in the
  /// sorted order are compared by any sort, so that two equal names always meet, which ends it.
  func checkNames(_ scratch: Slice<UInt32>) throws(ContainerError) {
    precondition(scratch.count >= count)
    for index in 0..<count { scratch[index] = UInt32(index) }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) {
      try siftDown(scratch, root, end: count)
    }
    for end in stride(from: count - 1, to: 0, by: -1) {
      (scratch[0], scratch[end]) = (scratch[end], scratch[0])
      try siftDown(scratch, 0, end: end)
    }
  }

  /// Restores the heap (the greatest first) in `0 ..< end` below a root.
  private func siftDown(
    _ heap: Slice<UInt32>, _ start: Int, end: Int
  ) throws(ContainerError) {
    var root = start
    while 2 * root + 1 < end {
      var child = 2 * root + 1
      if child + 1 < end, try precedes(heap[child], heap[child + 1]) { child += 1 }
      guard try precedes(heap[root], heap[child]) else { return }
      (heap[root], heap[child]) = (heap[child], heap[root])
      root = child
    }
  }

  private func precedes(_ left: UInt32, _ right: UInt32) throws(ContainerError) -> Bool {
    let (first, second) = (name(Int(left)), name(Int(right)))
    if first.equals(second) {
      let later = max(left, right)
      throw record(Int(later)).fault(
        .duplicateName, TensorRecord.Field.name, UInt64(later))
    }
    return first.precedes(second)
  }
}
