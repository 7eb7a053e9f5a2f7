import CKernels
import Container
import Program

extension Executor {
  /// Number of blocks of 16 channels in a norm's sources; a block does not cross from one source to the other.
  func momentBlocks(_ step: PlanStep) -> Int {
    blocks(Int(step.a)) + (step.b >= 0 ? blocks(Int(step.b)) : 0)
  }

  private func blocks(_ value: Int) -> Int { (Int(plan.extents[value].channels) + 15) / 16 }

  /// Moments of one block of channels, into the shared tile.
  func measure(_ step: PlanStep, block: Int) {
    let firstBlocks = blocks(Int(step.a))
    let isFirst = block < firstBlocks
    let source = Int(isFirst ? step.a : step.b)
    let extents = plan.extents[source]
    let channel = (isFirst ? block : block - firstBlocks) * 16
    let position = channel + (isFirst ? 0 : Int(plan.extents[Int(step.a)].channels))
    let total = Int(plan.conditionedExtents(step).channels)
    let means = unsafe shared.assumingMemoryBound(to: Double.self)
    var job = unsafe hsp_moments(
      source: value(source).pointer + channel, height: Int(extents.height),
      width: Int(extents.width), pixel_stride: Int(extents.channels),
      lanes: min(16, Int(extents.channels) - channel), mean: means + position,
      squares: means + total + position)
    // The shared tile has room for two doubles a channel.
    unsafe kernels.moments(&job)
  }

  /// Combines channels into groups, and gamma and beta into each channel's scale and shift.
  func foldMoments(_ step: PlanStep) {
    let operation = plan.program.operation(Int(step.operation))
    let extents = plan.conditionedExtents(step)
    let channels = Int(extents.channels)
    let perGroup = channels / operation.integer(0)
    let epsilon = Double(operation.float(1))
    // The slot has two floats a channel, the tile two doubles.
    let slot = unsafe Slice(base: normSlot(Int(step.output)), count: channels * 2)
    let measured = unsafe Slice(
      base: shared.assumingMemoryBound(to: Double.self), count: channels * 2)
    let gamma = vector(operation.tensors[0])
    let beta = vector(operation.tensors[1])
    for group in 0..<operation.integer(0) {
      let first = group * perGroup
      var mean = 0.0
      for channel in first..<(first + perGroup) { mean += measured[channel] }
      mean /= Double(perGroup)
      var squares = 0.0
      for channel in first..<(first + perGroup) {
        let difference = measured[channel] - mean
        squares += measured[channels + channel] + Double(extents.pixels) * difference * difference
      }
      let variance = squares / Double(extents.pixels * perGroup)
      let scale = 1 / (variance + epsilon).squareRoot()
      for channel in first..<(first + perGroup) {
        let factor = Double(gamma[channel]) * scale
        slot[channel] = Float(factor)
        slot[channels + channel] = Float(Double(beta[channel]) - mean * factor)
      }
    }
  }

  /// A plain f32 tensor of the file.
  func vector(_ tensor: Int) -> Slice<Float> {
    let tensor = plan.tensors[tensor]
    // Shape and type were checked when shapes were inferred; nobody writes through the slice.
    return unsafe Slice(
      base: UnsafeMutablePointer(
        mutating: tensor.payload.pointer.assumingMemoryBound(to: Float.self)),
      count: tensor.extents.outputs)
  }
}
