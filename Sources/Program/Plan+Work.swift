import Container

extension Plan {
  /// What a step does and how much of it.
  package func work(of step: PlanStep) -> StepWork {
    var work = StepWork(kind: kind(of: step))
    switch step.kind {
    case .convolve: addConvolution(step, to: &work)
    case .attend:
      let products = UInt64(extents[Int(step.a)].count) * UInt64(extents[Int(step.b)].pixels)
      work.multiplyAdds = products * 2
    case .quantise:
      let codes = tensors[program.operation(Int(step.operation)).tensors[0]]
      work.multiplyAdds = UInt64(extents[Int(step.a)].count) * UInt64(codes.extents.outputs)
      work.bytes += UInt64(codes.payload.count)
    case .embed, .moments, .peak, .pack, .condition, .add, .nothing: break
    }
    work.bytes += bytes(step.a, isPacked: step.copyA == .packed)
    work.bytes += bytes(step.b, isPacked: step.copyB == .packed)
    work.bytes += bytes(step.c) + bytes(step.vector) + bytes(step.residual)
    // A norm's moments are two numbers a channel.
    let normValue = step.kind == .moments ? step.output : step.norm
    if normValue >= 0 { work.bytes += UInt64(conditionedExtents(step).channels) * 8 }
    if step.kind.computes { work.bytes += bytes(step.output) }
    if step.kind == .pack { work.bytes += bytes(step.output, isPacked: true) }
    return work
  }

  private func kind(of step: PlanStep) -> WorkKind {
    switch step.kind {
    case .embed, .nothing: return .timeEmbedding
    case .moments: return .moments
    case .peak: return .peaks
    case .pack: return .packing
    case .condition, .quantise: return .conditioning
    case .attend: return .attention
    case .add: return .addition
    case .convolve: break
    }
    let geometry = geometry(step)
    if geometry.output.pixels == 1 && geometry.input.pixels == 1 { return .timeEmbedding }
    if geometry.kernel.stride > 1 { return .convolutionStrided }
    switch (geometry.kernel.height, geometry.kernel.width) {
    case (1, 1): return .convolution1x1
    case (3, 3): return .convolution3x3
    default: return .convolutionOther
    }
  }

  private func addConvolution(_ step: PlanStep, to work: inout StepWork) {
    let geometry = geometry(step)
    let operation = program.operation(Int(step.operation))
    let weight = tensors[operation.tensors[0]]
    work.isInteger = isInteger(step)
    // The product was bounded when shapes were inferred.
    work.multiplyAdds =
      UInt64(geometry.output.count) * UInt64(geometry.kernel.taps) * UInt64(weight.extents.inputs)
    work.bytes += UInt64(weight.payload.count)
    if operation.tensors[1] >= 0 {
      work.bytes += UInt64(tensors[operation.tensors[1]].payload.count)
    }
  }

  /// Bytes of a value as it is stored; 0 where there is none.
  private func bytes(_ value: Int32, isPacked: Bool = false) -> UInt64 {
    guard value >= 0 else { return 0 }
    let extents = extents[Int(value)]
    // A packed copy has a scale for each pixel.
    if isPacked { return UInt64(extents.count + extents.pixels * 4) }
    return UInt64(extents.count * formats[Int(value)].bytes)
  }
}
