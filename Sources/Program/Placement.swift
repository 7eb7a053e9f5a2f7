import Container

/// Gives every buffer a place in one arena: the largest first, each at the lowest place that is free for its lifetime.
struct Placement {
  let buffers: Slice<PlanBuffer>
  /// Buffers by falling size.
  let order: Slice<Int32>
  /// Placed buffers by rising offset.
  let placed: Slice<Int32>

  /// Returns the bytes of the arena.
  func place(count: Int) throws(ProgramError) -> Int {
    let existing = sort(count)
    var end = 0
    for index in 0..<existing {
      let buffer = Int(order[index])
      let offset = lowestGap(for: buffers[buffer], among: index)
      buffers[buffer].offset = offset
      insert(buffer, among: index)
      let (bufferEnd, overflows) = offset.addingReportingOverflow(buffers[buffer].bytes)
      guard !overflows, bufferEnd <= Int.max - 64 else { throw ProgramError(.tooLarge) }
      end = max(end, bufferEnd)
    }
    return end
  }

  /// Insertion sort: a program has at most some thousand buffers, and real ones some hundred.
  private func sort(_ count: Int) -> Int {
    var existing = 0
    for buffer in 0..<count where buffers[buffer].bytes > 0 && buffers[buffer].alias < 0 {
      var slot = existing
      while slot > 0, buffers[Int(order[slot - 1])].bytes < buffers[buffer].bytes {
        order[slot] = order[slot - 1]
        slot -= 1
      }
      order[slot] = Int32(buffer)
      existing += 1
    }
    return existing
  }

  private func lowestGap(for buffer: PlanBuffer, among count: Int) -> Int {
    var offset = 0
    for index in 0..<count {
      let other = buffers[Int(placed[index])]
      guard other.first <= buffer.last, buffer.first <= other.last else { continue }
      if other.offset - offset >= buffer.bytes { break }
      offset = max(offset, (other.offset + other.bytes + 63) & ~63)
    }
    return offset
  }

  private func insert(_ buffer: Int, among count: Int) {
    var slot = count
    while slot > 0, buffers[Int(placed[slot - 1])].offset > buffers[buffer].offset {
      placed[slot] = placed[slot - 1]
      slot -= 1
    }
    placed[slot] = Int32(buffer)
  }
}
