import Testing

/// Runs a job on every instruction set and expects the same bits; returns them.
func agreement(
  _ description: String = "", _ run: (InstructionSet) -> [Float],
  sourceLocation: SourceLocation = #_sourceLocation
) -> [Float] {
  var first: [Float] = []
  for set in InstructionSet.all {
    let values = run(set)
    if first.isEmpty { first = values }
    #expect(
      values.map(\.bitPattern) == first.map(\.bitPattern),
      "\(description): \(set.name) has other bits than \(InstructionSet.all[0].name)",
      sourceLocation: sourceLocation)
  }
  return first
}

/// A value that no kernel computes: it marks what must not be written.
let untouched = Float(bitPattern: 0x7fa5_a5a5)
