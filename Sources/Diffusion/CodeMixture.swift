import Container

/// Two codes, mixed within a range of entries; the first one outside it.
package struct CodeMixture {
  private let first: Code
  private let second: Code
  private let kind: MixKind
  private let amount: Double
  private let range: Range<Int>

  /// Throws unless the codes go together.
  package init(
    _ first: Code, _ second: Code, _ kind: MixKind, amount: Double, range: Range<Int>
  ) throws(RunFault) {
    let (one, other) = (first.record, second.record)
    guard one.channels == other.channels else {
      throw .mismatch(.channels(one.channels, other.channels))
    }
    guard one.height == other.height else {
      throw .mismatch(.height(one.height, other.height))
    }
    guard one.width == other.width else { throw .mismatch(.width(one.width, other.width)) }
    guard one.goesOn(with: other), first.etas.equals(second.etas) else {
      throw .mismatch(.codeOptions(first.entries, second.entries))
    }
    guard first.timesteps == second.timesteps else {
      throw .mismatch(.timesteps(first.timesteps, second.timesteps))
    }
    for step in 0..<first.entries
    where !Schedule.agree(first.alphaBar(step), second.alphaBar(step)) {
      throw .mismatch(.codeSchedule(step: step))
    }
    self.first = first
    self.second = second
    self.kind = kind
    self.amount = amount
    self.range = range
  }

  package var entries: Int { first.entries }
  package var valueCount: Int { first.valueCount }

  /// Fills an entry, channel-first.
  package func fill(_ entry: Int, into values: Slice<Float>) {
    precondition(values.count == valueCount)
    let (a, b) = (first.entry(entry), second.entry(entry))
    func value(_ bytes: Bytes, _ index: Int) -> Float {
      Float(bitPattern: bytes.load(index * 4, as: UInt32.self))
    }
    guard range.contains(entry) else {
      for index in 0..<valueCount { values[index] = value(a, index) }
      return
    }
    let mixing = Mixing(
      kind, amount: amount, count: valueCount, a: { value(a, $0) }, b: { value(b, $0) })
    for index in 0..<valueCount { values[index] = mixing(value(a, index), value(b, index)) }
  }
}
