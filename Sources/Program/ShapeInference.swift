import Container

/// Computes the extents of every value and checks each operation against its tensors.
package struct ShapeInference {
  let program: Program
  let tensors: TensorTable
  let extents: Slice<Extents>
  /// Multiply-adds of one evaluation.
  package private(set) var multiplyAdds: UInt64 = 0

  /// `extents` has one element for each value; its inputs are already set.
  package init(
    _ program: Program, _ tensors: TensorTable, _ extents: Slice<Extents>
  ) throws(ProgramError) {
    self.program = program
    self.tensors = tensors
    self.extents = extents
    for index in 0..<program.operationCount {
      extents[program.inputCount + index] = try infer(index)
    }
  }

  private mutating func infer(_ index: Int) throws(ProgramError) -> Extents {
    let operation = program.operation(index)
    let a = extents[operation.inputs[0]]
    let result: Extents
    switch operation.kind {
    case .convolution: result = try convolution(operation, a, index)
    case .groupNorm: result = try groupNorm(operation, a, index)
    case .modulatedGroupNorm:
      result = try groupNorm(operation, a, index)
      for slot in 1...2 { try modulation(extents[operation.inputs[slot]], of: a, index) }
    case .silu, .copy: result = a
    case .add: result = try add(a, extents[operation.inputs[1]], index)
    case .concatenate: result = try concatenate(a, extents[operation.inputs[1]], index)
    case .upsample:
      result = try checked(Int(a.height) * 2, Int(a.width) * 2, Int(a.channels), index)
    case .averagePool:
      guard a.height >= 2, a.width >= 2 else {
        throw ProgramError(.extents, operation: index, value: Int64(a.height))
      }
      result = Extents(
        height: Int(a.height) / 2, width: Int(a.width) / 2, channels: Int(a.channels))
    case .nearestCode: result = try nearestCode(operation, a, index)
    case .attention: result = try attention(operation, a, index)
    case .timestepEmbedding:
      guard operation.inputs[0] < program.inputCount,
        program.inputKind(operation.inputs[0]) == .timestep
      else { throw ProgramError(.operand, operation: index) }
      result = try checked(1, 1, operation.integer(0), index)
    }
    return result
  }

  private mutating func convolution(
    _ operation: Operation, _ a: Extents, _ index: Int
  ) throws(ProgramError) -> Extents {
    let weight = tensors[operation.tensors[0]]
    guard weight.layout == .packed else {
      throw ProgramError(.tensorType, operation: index)
    }
    let kernelHeight = operation.integer(0)
    let kernelWidth = operation.integer(1)
    guard weight.extents.height == kernelHeight, weight.extents.width == kernelWidth,
      weight.extents.inputs == Int(a.channels)
    else { throw ProgramError(.tensorShape, operation: index, value: Int64(weight.extents.inputs)) }
    if operation.tensors[1] >= 0 {
      try vector(operation.tensors[1], count: weight.extents.outputs, index)
    }
    let height = Int(a.height) + operation.integer(3) + operation.integer(5) - kernelHeight
    let width = Int(a.width) + operation.integer(4) + operation.integer(6) - kernelWidth
    guard height >= 0, width >= 0 else { throw ProgramError(.extents, operation: index) }
    let stride = operation.integer(2)
    let result = try checked(height / stride + 1, width / stride + 1, weight.extents.outputs, index)
    // The factors were bounded when extents were checked.
    try count(
      UInt64(result.count) * UInt64(kernelHeight * kernelWidth) * UInt64(weight.extents.inputs),
      index)
    return result
  }

  private func groupNorm(
    _ operation: Operation, _ a: Extents, _ index: Int
  ) throws(ProgramError) -> Extents {
    guard Int(a.channels) % operation.integer(0) == 0 else {
      throw ProgramError(.groups, operation: index, value: Int64(operation.integer(0)))
    }
    try vector(operation.tensors[0], count: Int(a.channels), index)
    try vector(operation.tensors[1], count: Int(a.channels), index)
    return a
  }

  /// A factor or summand of each channel of a.
  private func modulation(
    _ value: Extents, of a: Extents, _ index: Int
  ) throws(ProgramError) {
    guard value.channels == a.channels else {
      throw ProgramError(.channels, operation: index, value: Int64(value.channels))
    }
    guard value.pixels == 1 else {
      throw ProgramError(.extents, operation: index, value: Int64(value.height))
    }
  }

  private func add(_ a: Extents, _ b: Extents, _ index: Int) throws(ProgramError) -> Extents {
    guard a.channels == b.channels else {
      throw ProgramError(.channels, operation: index, value: Int64(b.channels))
    }
    guard a == b || (b.height == 1 && b.width == 1) else {
      throw ProgramError(.extents, operation: index, value: Int64(b.height))
    }
    return a
  }

  private func concatenate(
    _ a: Extents, _ b: Extents, _ index: Int
  ) throws(ProgramError) -> Extents {
    guard a.height == b.height, a.width == b.width else {
      throw ProgramError(.extents, operation: index, value: Int64(b.height))
    }
    return try checked(
      Int(a.height), Int(a.width), Int(a.channels) + Int(b.channels), index)
  }

  private mutating func nearestCode(
    _ operation: Operation, _ a: Extents, _ index: Int
  ) throws(ProgramError) -> Extents {
    let codes = tensors[operation.tensors[0]]
    guard codes.layout == .plain, codes.element == .float32 else {
      throw ProgramError(.tensorType, operation: index)
    }
    guard codes.extents.inputs == Int(a.channels), codes.extents.height == 1,
      codes.extents.width == 1, codes.extents.outputs <= 65536
    else { throw ProgramError(.tensorShape, operation: index, value: Int64(codes.extents.inputs)) }
    // Both factors were bounded when extents and tensors were checked.
    try count(UInt64(a.count) * UInt64(codes.extents.outputs), index)
    var result = a
    if operation.integer(0) == 1 { result.channels = 1 }
    return result
  }

  private mutating func attention(
    _ operation: Operation, _ q: Extents, _ index: Int
  ) throws(ProgramError) -> Extents {
    let k = extents[operation.inputs[1]]
    let v = extents[operation.inputs[2]]
    guard q.channels == k.channels, v.channels == q.channels else {
      throw ProgramError(.channels, operation: index, value: Int64(k.channels))
    }
    guard k == v else { throw ProgramError(.extents, operation: index) }
    guard Int(q.channels) % operation.integer(0) == 0 else {
      throw ProgramError(.heads, operation: index, value: Int64(operation.integer(0)))
    }
    let (products, overflows) = UInt64(q.count).multipliedReportingOverflow(
      by: UInt64(k.pixels) * 2)
    guard !overflows else { throw ProgramError(.tooLarge, operation: index) }
    try count(products, index)
    return q
  }

  private mutating func count(_ products: UInt64, _ index: Int) throws(ProgramError) {
    let (sum, overflows) = multiplyAdds.addingReportingOverflow(products)
    guard !overflows else { throw ProgramError(.tooLarge, operation: index) }
    multiplyAdds = sum
  }

  /// A plain f32 vector of the right length.
  private func vector(_ tensor: Int, count: Int, _ index: Int) throws(ProgramError) {
    let tensor = tensors[tensor]
    guard tensor.layout == .plain, tensor.element == .float32 else {
      throw ProgramError(.tensorType, operation: index)
    }
    guard tensor.extents == TensorExtents(outputs: count) else {
      throw ProgramError(.tensorShape, operation: index, value: Int64(tensor.extents.outputs))
    }
  }

  /// Extents whose values, as floats, this machine can address with room to spare.
  private func checked(
    _ height: Int, _ width: Int, _ channels: Int, _ index: Int
  ) throws(ProgramError) -> Extents {
    guard height <= 32768, width <= 32768, channels <= 65536,
      UInt64(height) * UInt64(width) * UInt64(channels) <= UInt64(Int32.max / 16)
    else { throw ProgramError(.tooLarge, operation: index, value: Int64(height)) }
    return Extents(height: height, width: width, channels: channels)
  }
}
