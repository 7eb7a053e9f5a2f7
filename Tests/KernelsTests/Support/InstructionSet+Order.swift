import CKernels

extension InstructionSet {
  /// Brings values that were quantised or spread, in whole vectors, into the order that `multiply` reads.
  func arrange(_ values: PageBuffer<Int16>) {
    precondition(values.count % 16 == 0)
    // As many as there are.
    if let arrange = unsafe kernels.arrange_values { unsafe arrange(values.base, values.count) }
  }

  /// The same for expanded weights.
  func arrange(weights: PageBuffer<Int16>, quads: Int, bytes: Int32) {
    if let arrange = unsafe kernels.arrange_weights {
      // Whole quads.
      unsafe arrange(weights.base, weights.count / 64 / quads, quads, bytes)
    }
  }
}
