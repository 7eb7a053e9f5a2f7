import Container
import Glibc
import Program

/// Runs a graph operation by operation in double precision: no fusion, no plan, no vectors.
package struct NaiveInterpreter {
  /// A value: height x width x channels, channels last.
  package struct Value {
    package let height: Int
    package let width: Int
    package let channels: Int
    package var values: [Double]

    init(_ height: Int, _ width: Int, _ channels: Int) {
      self.height = height
      self.width = width
      self.channels = channels
      values = [Double](repeating: 0, count: height * width * channels)
    }

    func index(_ y: Int, _ x: Int, _ c: Int) -> Int { (y * width + x) * channels + c }
  }

  let graph: Graph
  /// Every value of the graph.
  package private(set) var values: [Value] = []

  package init(_ graph: Graph, inputs: [[Float]]) {
    self.graph = graph
    for (input, numbers) in zip(graph.inputs, inputs) {
      let extents = input.extents
      var value = Value(Int(extents.height), Int(extents.width), Int(extents.channels))
      value.values = numbers.map(Double.init)
      values.append(value)
    }
    for node in graph.nodes { values.append(compute(node)) }
  }

  private func compute(_ node: Graph.Node) -> Value {
    let a = values[node.inputs[0]]
    switch OperationKind(rawValue: node.kind) {
    case .convolution: return convolution(node, a)
    case .groupNorm: return groupNorm(node, a)
    case .modulatedGroupNorm:
      return modulate(groupNorm(node, a), values[node.inputs[1]], values[node.inputs[2]])
    case .averagePool: return averagePool(a)
    case .nearestCode: return nearestCode(node, a)
    case .copy: return a
    case .silu:
      var result = a
      result.values = a.values.map { $0 / (1 + exp(-$0)) }
      return result
    case .add: return add(a, values[node.inputs[1]])
    case .concatenate: return concatenate(a, values[node.inputs[1]])
    case .upsample: return upsample(a)
    case .attention:
      return attention(node, a, values[node.inputs[1]], values[node.inputs[2]])
    case .timestepEmbedding: return embedding(node, a.values[0])
    case nil: preconditionFailure("unknown operation")
    }
  }

  private func convolution(_ node: Graph.Node, _ a: Value) -> Value {
    let p = node.parameters.map(Int.init)
    let (kernelHeight, kernelWidth, stride, top, left) = (p[0], p[1], p[2], p[3], p[4])
    let weight = graph.tensors[node.tensors[0]]
    let weights = weight.values.map(Double.init)
    let outputs = weight.extents[0]
    var result = Value(
      (a.height + top + p[5] - kernelHeight) / stride + 1,
      (a.width + left + p[6] - kernelWidth) / stride + 1, outputs)
    for y in 0..<result.height {
      for x in 0..<result.width {
        for o in 0..<outputs {
          var sum = node.tensors[1] < 0 ? 0 : Double(graph.tensors[node.tensors[1]].values[o])
          for ky in 0..<kernelHeight {
            let row = y * stride + ky - top
            guard row >= 0, row < a.height else { continue }
            for kx in 0..<kernelWidth {
              let column = x * stride + kx - left
              guard column >= 0, column < a.width else { continue }
              let from = a.index(row, column, 0)
              let taps = kernelHeight * kernelWidth
              let at = o * a.channels * taps + ky * kernelWidth + kx
              for c in 0..<a.channels { sum += a.values[from + c] * weights[at + c * taps] }
            }
          }
          result.values[result.index(y, x, o)] = sum
        }
      }
    }
    return result
  }

  private func groupNorm(_ node: Graph.Node, _ a: Value) -> Value {
    let groups = Int(node.parameters[0])
    let epsilon = Double(Float(bitPattern: node.parameters[1]))
    let gamma = graph.tensors[node.tensors[0]].values
    let beta = graph.tensors[node.tensors[1]].values
    let size = a.channels / groups
    let pixels = a.height * a.width
    var result = a
    for group in 0..<groups {
      let indices = (0..<pixels * size).map { $0 / size * a.channels + group * size + $0 % size }
      let mean = indices.reduce(0) { $0 + a.values[$1] } / Double(indices.count)
      let variance =
        indices.reduce(0) { $0 + (a.values[$1] - mean) * (a.values[$1] - mean) }
        / Double(indices.count)
      for index in indices {
        let c = index % a.channels
        result.values[index] =
          (a.values[index] - mean) / (variance + epsilon).squareRoot() * Double(gamma[c])
          + Double(beta[c])
      }
    }
    return result
  }
}
