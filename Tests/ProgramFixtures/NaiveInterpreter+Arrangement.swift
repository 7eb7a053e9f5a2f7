import Glibc

extension NaiveInterpreter {
  func add(_ a: Value, _ b: Value) -> Value {
    var result = a
    let isVector = b.values.count < a.values.count
    for index in a.values.indices {
      result.values[index] += b.values[isVector ? index % a.channels : index]
    }
    return result
  }

  func modulate(_ a: Value, _ scale: Value, _ shift: Value) -> Value {
    var result = a
    for index in a.values.indices {
      let c = index % a.channels
      result.values[index] = a.values[index] * (1 + scale.values[c]) + shift.values[c]
    }
    return result
  }

  func averagePool(_ a: Value) -> Value {
    var result = Value(a.height / 2, a.width / 2, a.channels)
    for y in 0..<result.height {
      for x in 0..<result.width {
        for c in 0..<a.channels {
          let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map {
            a.values[a.index(2 * y + $0.0, 2 * x + $0.1, c)]
          }
          result.values[result.index(y, x, c)] = four.reduce(0, +) / 4
        }
      }
    }
    return result
  }

  func nearestCode(_ node: Graph.Node, _ a: Value) -> Value {
    let codes = graph.tensors[node.tensors[0]]
    let isIndex = node.parameters[0] == 1
    var result = Value(a.height, a.width, isIndex ? 1 : a.channels)
    for pixel in 0..<a.height * a.width {
      let distances = (0..<codes.extents[0]).map { code in
        (0..<a.channels).reduce(0.0) { sum, c in
          let apart =
            a.values[pixel * a.channels + c] - Double(codes.values[code * a.channels + c])
          return sum + apart * apart
        }
      }
      let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      if isIndex { result.values[pixel] = Double(best) }
      for c in 0..<(isIndex ? 0 : a.channels) {
        result.values[pixel * a.channels + c] = Double(codes.values[best * a.channels + c])
      }
    }
    return result
  }

  func concatenate(_ a: Value, _ b: Value) -> Value {
    var result = Value(a.height, a.width, a.channels + b.channels)
    for pixel in 0..<a.height * a.width {
      let at = pixel * result.channels
      for c in 0..<a.channels { result.values[at + c] = a.values[pixel * a.channels + c] }
      for c in 0..<b.channels {
        result.values[at + a.channels + c] = b.values[pixel * b.channels + c]
      }
    }
    return result
  }

  func upsample(_ a: Value) -> Value {
    var result = Value(a.height * 2, a.width * 2, a.channels)
    for y in 0..<result.height {
      for x in 0..<result.width {
        for c in 0..<a.channels {
          result.values[result.index(y, x, c)] = a.values[a.index(y / 2, x / 2, c)]
        }
      }
    }
    return result
  }

  func attention(_ node: Graph.Node, _ q: Value, _ k: Value, _ v: Value) -> Value {
    let heads = Int(node.parameters[0])
    let depth = q.channels / heads
    var result = Value(q.height, q.width, q.channels)
    for head in 0..<heads {
      for query in 0..<q.height * q.width {
        let from = query * q.channels + head * depth
        let scores = (0..<k.height * k.width).map { key in
          let at = key * k.channels + head * depth
          return (0..<depth).reduce(0.0) { $0 + q.values[from + $1] * k.values[at + $1] }
            / Double(depth).squareRoot()
        }
        let highest = scores.max() ?? 0
        let weights = scores.map { exp($0 - highest) }
        let total = weights.reduce(0, +)
        for (key, weight) in weights.enumerated() {
          let at = key * v.channels + head * depth
          for c in 0..<depth { result.values[from + c] += weight / total * v.values[at + c] }
        }
      }
    }
    return result
  }

  func embedding(_ node: Graph.Node, _ t: Double) -> Value {
    let half = Int(node.parameters[0]) / 2
    let shift = Double(Float(bitPattern: node.parameters[2]))
    let period = Double(Float(bitPattern: node.parameters[3]))
    var result = Value(1, 1, half * 2)
    for index in 0..<half {
      let phase = t * pow(period, -Double(index) / (Double(half) - shift))
      let cosinesFirst = node.parameters[1] == 1
      result.values[index] = cosinesFirst ? cos(phase) : sin(phase)
      result.values[half + index] = cosinesFirst ? sin(phase) : cos(phase)
    }
    return result
  }
}
