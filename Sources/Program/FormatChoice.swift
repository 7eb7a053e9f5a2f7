import Container

/// Decides which values of a plan are stored in half precision.
///
/// Inputs, named values and vectors stay in single precision, and so does what attention and other steps touch that know
/// nothing else: they are small.
struct FormatChoice {
  let program: Program
  let extents: Slice<Extents>
  let steps: Slice<PlanStep>
  let stepCount: Int
  let formats: Slice<StorageFormat>

  /// `skips` is what values that the decoder reads of the encoder, up to step `cut`, have instead.
  ///
  /// Skips of 8 bits are copies, made when their values are in half or single precision.
  func choose(_ storage: StorageFormat, skips: StorageFormat, cut: Int) {
    formats.fill(.float32)
    for index in 0..<stepCount where steps[index].kind == .convolve && !steps[index].again {
      let output = Int(steps[index].output)
      guard extents[output].pixels > 1 else { continue }
      formats[output] = storage
      if skips != .int8, index <= cut, isRead(output, after: cut) { formats[output] = skips }
    }
    for index in 0..<program.namedCount { formats[program.namedValue(index)] = .float32 }
    for index in 0..<stepCount {
      let step = steps[index]
      if step.vector >= 0 { formats[Int(step.vector)] = .float32 }
      guard step.kind == .attend || step.kind == .add || step.kind == .quantise else { continue }
      let touched: InlineArray<4, Int32> = [step.a, step.b, step.c, step.residual]
      for slot in touched.indices where touched[slot] >= 0 {
        formats[Int(touched[slot])] = .float32
      }
    }
  }

  private func isRead(_ value: Int, after cut: Int) -> Bool {
    for index in (cut + 1)..<stepCount
    where steps[index].a == value || steps[index].b == value || steps[index].residual == value {
      return true
    }
    return false
  }
}
