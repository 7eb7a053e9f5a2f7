import Testing

/// Runs a job on every instruction set and expects the same bits; returns what it gives.
func agreement<Value: BitwiseCopyable>(
  _ description: String = "", _ run: (InstructionSet) -> [Value],
  sourceLocation: SourceLocation = #_sourceLocation
) -> [Value] {
  var first: [Value]?
  for set in InstructionSet.all {
    let values = run(set)
    let expected = first ?? values
    #expect(
      bytes(values) == bytes(expected),
      "\(description): \(set.name) has other bits than \(InstructionSet.all[0].name)",
      sourceLocation: sourceLocation)
    first = expected
  }
  return first ?? []
}

/// The bytes of values without padding, so that 0 differs from -0 and NaN equals itself.
func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
  // The bytes are copied before the array goes.
  unsafe values.withUnsafeBytes { unsafe Array($0) }
}

/// A value that no kernel computes: it marks what must not be written.
let untouched = Float(bitPattern: 0x7fa5_a5a5)
