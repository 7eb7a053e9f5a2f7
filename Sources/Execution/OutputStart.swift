import Container
import Program

/// What a convolution's outputs start from: the bias, plus the value of each channel that the plan fused in.
struct OutputStart {
  private let bias: Slice<Float>?
  private let vector: Slice<Float>?
  private let channels: Int

  init(_ executor: Executor, _ step: PlanStep) {
    let operation = executor.plan.program.operation(Int(step.operation))
    bias = operation.tensors[1] < 0 ? nil : executor.vector(operation.tensors[1])
    vector = step.vector < 0 ? nil : executor.value(Int(step.vector))
    channels = Int(executor.plan.extents[Int(step.output)].channels)
  }

  /// Stores those of a block of 16 outputs, zeros behind the last.
  func store(block: Int, to start: UnsafeMutablePointer<Float>) {
    let first = block * 16
    let lanes = min(16, channels - first)
    unsafe start.update(repeating: 0, count: 16)
    // Both have a number for each output channel; start has room for 16.
    if let bias {
      let from = unsafe bias.pointer + first
      for lane in 0..<lanes { unsafe start[lane] = from[lane] }
    }
    if let vector {
      let from = unsafe vector.pointer + first
      for lane in 0..<lanes { unsafe start[lane] += from[lane] }
    }
  }
}
