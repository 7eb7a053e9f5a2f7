import Container
import Program

/// A program with its tensors as ordinary Swift values, built operation by operation.
///
/// Fields are free to lie: a test may break a valid graph before it is written.
package struct Graph {
  package struct Input {
    package var name: String
    package var kind: UInt32
    package var extents: Extents
  }

  package struct Node {
    package var kind: UInt32
    package var inputs: [Int]
    package var tensors: [Int] = []
    package var parameters: [UInt32] = []
  }

  /// Values in the order outputs, inputs, height, width.
  package struct Weights {
    package var extents: [Int]
    package var values: [Float]
    package var isPacked: Bool
    package var isHalf: Bool
    /// The scale of each output's 8-bit integers; empty: floats.
    package var scales: [Float] = []
  }

  package var inputs: [Input] = []
  package var nodes: [Node] = []
  package var tensors: [Weights] = []
  package var names: [(name: String, value: Int)] = []
  /// Of each value, as its operation says.
  package private(set) var extents: [Extents] = []
  package var random: SplitMix

  package init(seed: UInt64) { random = SplitMix(seed: seed) }

  package mutating func picture(
    _ height: Int, _ width: Int, _ channels: Int, name: String = "x"
  ) -> Int {
    input(name, 0, Extents(height: height, width: width, channels: channels))
  }

  package mutating func timestep(name: String = "t") -> Int {
    input(name, 1, Extents(height: 1, width: 1, channels: 1))
  }

  private mutating func input(_ name: String, _ kind: UInt32, _ extents: Extents) -> Int {
    precondition(nodes.isEmpty)
    inputs.append(Input(name: name, kind: kind, extents: extents))
    self.extents.append(extents)
    return inputs.count - 1
  }

  /// Appends an operation and returns its value.
  package mutating func append(
    _ kind: OperationKind, _ inputs: [Int], tensors: [Int] = [], parameters: [UInt32] = [],
    _ extents: Extents
  ) -> Int {
    nodes.append(
      Node(kind: kind.rawValue, inputs: inputs, tensors: tensors, parameters: parameters))
    self.extents.append(extents)
    return self.extents.count - 1
  }

  /// Appends a tensor of random values and returns its index.
  package mutating func tensor(
    _ extents: [Int], scale: Float, around center: Float = 0, isPacked: Bool = false,
    isHalf: Bool = false
  ) -> Int {
    var values = random.values(extents.reduce(1, *), scale: scale).map { $0 + center }
    if isHalf { values = values.map { Float(Float16($0)) } }
    tensors.append(Weights(extents: extents, values: values, isPacked: isPacked, isHalf: isHalf))
    return tensors.count - 1
  }

  package mutating func name(_ value: Int, _ name: String) { names.append((name, value)) }

  /// Names every value that no operation reads, so that none is dead.
  package mutating func nameUnused() {
    var isUsed = [Bool](repeating: false, count: extents.count)
    for node in nodes { for value in node.inputs { isUsed[value] = true } }
    for entry in names { isUsed[entry.value] = true }
    for value in inputs.count..<extents.count where !isUsed[value] { name(value, "v\(value)") }
  }

  /// The same graph with every value named: nothing can be folded away.
  package var unfused: Graph {
    var copy = self
    let named = Set(names.map(\.value))
    for value in inputs.count..<extents.count where !named.contains(value) {
      copy.name(value, "v\(value)")
    }
    return copy
  }

  /// Random values for every input.
  package func inputValues(seed: UInt64) -> [[Float]] {
    var random = SplitMix(seed: seed)
    return inputs.map { input in
      input.kind == 1 ? [Float(random.below(1000))] : random.values(input.extents.count)
    }
  }
}
