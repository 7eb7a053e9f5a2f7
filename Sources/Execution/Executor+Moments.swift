import CKernels
import CPlatform
import Container
import Program

extension Executor {
  /// Number of blocks of channels in a norm's sources; a block does not cross from one source to the other.
  func momentBlocks(_ step: PlanStep) -> Int {
    blocks(Int(step.a)) + (step.b >= 0 ? blocks(Int(step.b)) : 0)
  }

  private func blocks(_ value: Int) -> Int {
    (Int(plan.extents[value].channels) + momentLanes - 1) / momentLanes
  }
  private var momentLanes: Int { Int(HSP_MOMENT_LANES) }

  /// Moments of one block of channels, into the shared tile.
  func measure(_ step: PlanStep, block: Int) {
    let firstBlocks = blocks(Int(step.a))
    let isFirst = block < firstBlocks
    let source = Int(isFirst ? step.a : step.b)
    let extents = plan.extents[source]
    let channel = (isFirst ? block : block - firstBlocks) * momentLanes
    let position = channel + (isFirst ? 0 : Int(plan.extents[Int(step.a)].channels))
    let total = Int(plan.conditionedExtents(step).channels)
    let means = unsafe shared.assumingMemoryBound(to: Double.self)
    let extremes = unsafe (shared + 16 * total).assumingMemoryBound(to: Float.self)
    var pixels = pixels(step, isSecond: !isFirst, from: 0)
    // The block's first channel.
    unsafe pixels.base += channel * (StorageFormat(rawValue: pixels.format)?.bytes ?? 0)
    var job = unsafe hsp_moments(
      source: pixels, height: Int(extents.height), width: Int(extents.width),
      lanes: min(momentLanes, Int(extents.channels) - channel), mean: means + position,
      squares: means + total + position, lowest: extremes + position,
      highest: extremes + total + position)
    // The shared tile has room for two doubles and two floats a channel.
    unsafe kernels.moments(&job)
  }

  /// Combines channels into groups, and gamma and beta into each channel's scale and shift.
  func foldMoments(_ step: PlanStep) {
    let operation = plan.program.operation(Int(step.operation))
    let extents = plan.conditionedExtents(step)
    let channels = Int(extents.channels)
    let perGroup = channels / operation.integer(0)
    let epsilon = Double(operation.float(1))
    // The slot has two floats a channel and the bounds, the tile two doubles and two floats a channel.
    let slot = unsafe Slice(base: normSlot(Int(step.output)), count: channels * 2 + 2)
    let measured = unsafe Slice(
      base: shared.assumingMemoryBound(to: Double.self), count: channels * 2)
    let extremes = unsafe Slice(
      base: (shared + 16 * channels).assumingMemoryBound(to: Float.self), count: channels * 2)
    var lowest = Float.infinity
    var highest = -Float.infinity
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
        var factor = Double(gamma[channel]) * scale
        var offset = Double(beta[channel]) - mean * factor
        if step.c >= 0 {
          let modulation = 1 + Double(value(Int(step.c))[channel])
          factor *= modulation
          offset = offset * modulation + Double(value(Int(step.vector))[channel])
        }
        slot[channel] = Float(factor)
        slot[channels + channel] = Float(offset)
        // As kernels do it, rounded once: monotone, so that no value of the channel lies beyond.
        let shift = slot[channels + channel]
        let first = shift.addingProduct(slot[channel], extremes[channel])
        let second = shift.addingProduct(slot[channel], extremes[channels + channel])
        lowest = min(lowest, min(first, second))
        highest = max(highest, max(first, second))
      }
    }
    // What an integer convolution may expect: largest magnitude, largest value. Its own rounding stays far inside.
    slot[2 * channels] = max(highest, -lowest)
    slot[2 * channels + 1] = highest
  }

  /// Pixels that one item of a peak measures.
  private static var peakPixels: Int { 4096 }

  func peakItems(_ step: PlanStep) -> Int {
    (plan.extents[Int(step.a)].pixels + Executor.peakPixels - 1) / Executor.peakPixels
  }

  /// Measures the largest magnitude of some pixels; a maximum has no order.
  func measurePeak(_ step: PlanStep, item: Int) {
    let value = Int(step.a)
    let extents = plan.extents[value]
    let first = item * Executor.peakPixels
    var pixels = pixels(step, isSecond: false, from: first)
    let count = min(Executor.peakPixels, extents.pixels - first)
    // The pixels are inside the value.
    let largest = unsafe kernels.peak(&pixels, count, Int(extents.channels), 0)
    // Floats that are not negative are in the order of their bits.
    unsafe hsp_atomic_max(
      UnsafeMutableRawPointer(peakSlot(value)).assumingMemoryBound(to: Int32.self),
      Int32(bitPattern: largest.bitPattern))
  }

  /// A plain f32 tensor of the file.
  func vector(_ tensor: Int) -> Slice<Float> {
    // Shape and type were checked when shapes were inferred; nobody writes through the slice.
    unsafe Slice(
      base: UnsafeMutablePointer(
        mutating: payload(tensor).assumingMemoryBound(to: Float.self)),
      count: plan.tensors[tensor].extents.outputs)
  }
}
