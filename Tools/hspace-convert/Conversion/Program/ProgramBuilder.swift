import Program

/// Collects the operations of a program in execution order.
///
/// Knows operations and channels, no architecture. The list stays unfused.
struct ProgramBuilder {
  /// A value of the program: its number and its channels.
  struct Value: Equatable {
    let number: Int
    let channels: Int
  }

  /// Zeros around a picture.
  struct Padding: Equatable {
    var top = 0
    var left = 0
    var bottom = 0
    var right = 0

    static func all(_ count: Int) -> Padding {
      Padding(top: count, left: count, bottom: count, right: count)
    }
  }

  let name: String
  private(set) var inputs: [ProgramInput] = []
  private(set) var operations: [ProgramOperation] = []
  private(set) var namedValues: [(name: String, number: Int)] = []

  init(name: String) { self.name = name }

  mutating func input(_ input: ProgramInput) -> Value {
    precondition(operations.isEmpty)
    inputs.append(input)
    return Value(number: inputs.count - 1, channels: input.channels)
  }

  /// Makes a value reachable from outside.
  mutating func name(_ value: Value, _ name: String) {
    namedValues.append((name, value.number))
  }

  private mutating func append(
    _ kind: OperationKind, _ inputs: [Value], tensors: [Int] = [],
    parameters: [UInt32] = [], channels: Int, name: String
  ) -> Value {
    operations.append(
      ProgramOperation(
        kind: kind, inputs: inputs.map(\.number), tensors: tensors, parameters: parameters,
        name: name))
    return Value(number: self.inputs.count + operations.count - 1, channels: channels)
  }
}

extension ProgramBuilder {
  mutating func timestepEmbedding(
    _ t: Value, channels: Int, cosineFirst: Bool, frequencyShift: Float, name: String
  ) -> Value {
    let largestPeriod: Float = 10_000
    return append(
      .timestepEmbedding, [t],
      parameters: [
        UInt32(channels), cosineFirst ? 1 : 0, frequencyShift.bitPattern, largestPeriod.bitPattern,
      ],
      channels: channels, name: name)
  }

  mutating func convolution(
    _ a: Value, weight: Int, bias: Int, outputs: Int, kernel: Int, stride: Int = 1,
    padding: Padding, name: String
  ) -> Value {
    append(
      .convolution, [a], tensors: [weight, bias],
      parameters: [
        UInt32(kernel), UInt32(kernel), UInt32(stride), UInt32(padding.top), UInt32(padding.left),
        UInt32(padding.bottom), UInt32(padding.right),
      ],
      channels: outputs, name: name)
  }

  mutating func groupNorm(
    _ a: Value, gamma: Int, beta: Int, groups: Int, epsilon: Float, name: String
  ) -> Value {
    append(
      .groupNorm, [a], tensors: [gamma, beta], parameters: [UInt32(groups), epsilon.bitPattern],
      channels: a.channels, name: name)
  }

  /// Group norm, then times 1 + scale, plus shift, of each channel.
  mutating func modulatedGroupNorm(
    _ a: Value, scale: Value, shift: Value, gamma: Int, beta: Int, groups: Int, epsilon: Float,
    name: String
  ) -> Value {
    append(
      .modulatedGroupNorm, [a, scale, shift], tensors: [gamma, beta],
      parameters: [UInt32(groups), epsilon.bitPattern], channels: a.channels, name: name)
  }

  /// The mean of 2 x 2 pixels.
  mutating func copy(_ a: Value, name: String) -> Value {
    append(.copy, [a], channels: a.channels, name: name)
  }

  mutating func averagePool(_ a: Value, name: String) -> Value {
    append(.averagePool, [a], parameters: [2], channels: a.channels, name: name)
  }

  /// The nearest of the codes for each pixel, or its index.
  mutating func nearestCode(_ a: Value, codes: Int, index: Bool, name: String) -> Value {
    append(
      .nearestCode, [a], tensors: [codes], parameters: [index ? 1 : 0],
      channels: index ? 1 : a.channels, name: name)
  }

  mutating func silu(_ a: Value, name: String) -> Value {
    append(.silu, [a], channels: a.channels, name: name)
  }

  /// Adds b, which has the shape of a or is one pixel, added to every pixel.
  mutating func add(_ a: Value, _ b: Value, name: String) -> Value {
    precondition(a.channels == b.channels)
    return append(.add, [a, b], channels: a.channels, name: name)
  }

  mutating func concatenate(_ a: Value, _ b: Value, name: String) -> Value {
    append(.concatenate, [a, b], channels: a.channels + b.channels, name: name)
  }

  mutating func upsample(_ a: Value, name: String) -> Value {
    append(.upsample, [a], parameters: [2], channels: a.channels, name: name)
  }

  mutating func attention(q: Value, k: Value, v: Value, heads: Int, name: String) -> Value {
    append(
      .attention, [q, k, v], parameters: [UInt32(heads)], channels: v.channels, name: name)
  }
}
