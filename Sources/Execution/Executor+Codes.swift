import Container
import Program

extension Executor {
  /// Replaces a row's pixels by their nearest codes, or by these codes' numbers; of equally near ones the first counts.
  func quantise(_ step: PlanStep, row: Int) {
    let operation = plan.program.operation(Int(step.operation))
    let extents = plan.extents[Int(step.a)]
    let channels = Int(extents.channels)
    let count = plan.tensors[operation.tensors[0]].extents.outputs
    // Shape and type were checked when shapes were inferred; nobody writes through the slice.
    let codes = unsafe Slice(
      base: UnsafeMutablePointer(
        mutating: payload(operation.tensors[0]).assumingMemoryBound(to: Float.self)),
      count: count * channels)
    let (source, result) = (value(Int(step.a)), value(Int(step.output)))
    for pixel in row * Int(extents.width)..<(row + 1) * Int(extents.width) {
      var best = 0
      var least = Double.infinity
      for code in 0..<count {
        var distance = 0.0
        for channel in 0..<channels {
          let apart =
            Double(source[pixel * channels + channel]) - Double(codes[code * channels + channel])
          distance += apart * apart
        }
        if distance < least { (best, least) = (code, distance) }
      }
      if operation.integer(0) == 1 {
        result[pixel] = Float(best)
      } else {
        for channel in 0..<channels {
          result[pixel * channels + channel] = codes[best * channels + channel]
        }
      }
    }
  }
}
