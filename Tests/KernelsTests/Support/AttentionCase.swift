import CKernels
import Foundation

/// Queries, keys and values of one head among others, in memory that ends at a forbidden page.
struct AttentionCase: CustomStringConvertible {
  let queries: Int
  let keys: Int
  let depth: Int
  /// Floats of the other heads behind each token's.
  let gap: Int
  let scale: Float
  let query: PageBuffer<Float>
  let key: PageBuffer<Float>
  let value: PageBuffer<Float>

  var stride: Int { depth + gap }
  var description: String { "\(queries) queries, \(keys) keys, depth \(depth), gap \(gap)" }

  init(queries: Int, keys: Int, depth: Int, gap: Int = 0, seed: UInt64 = 1) {
    var random = Random(seed: seed)
    func numbers(_ tokens: Int) -> [Float] {
      random.values((tokens - 1) * (depth + gap) + depth, scale: 2)
    }
    self.init(
      queries: queries, keys: keys, depth: depth, gap: gap, scale: 1 / Float(depth).squareRoot(),
      query: numbers(queries), key: numbers(keys), value: numbers(keys))
  }

  init(
    queries: Int, keys: Int, depth: Int, gap: Int = 0, scale: Float, query: [Float], key: [Float],
    value: [Float]
  ) {
    self.queries = queries
    self.keys = keys
    self.depth = depth
    self.gap = gap
    self.scale = scale
    self.query = PageBuffer(query)
    self.key = PageBuffer(key)
    self.value = PageBuffer(value)
  }

  /// Runs some of the queries.
  func run(
    _ set: InstructionSet, out: PageBuffer<Float>, first: Int = 0, count: Int? = nil
  ) {
    let scratch = PageBuffer<Float>(count: hsp_attention_scratch(depth))
    // First and count are inside the case's queries.
    var job = unsafe hsp_attention(
      query: query.base + first * stride, key: key.base, value: value.base,
      out: out.base + first * stride, stride: stride, queries: count ?? queries, keys: keys,
      depth: depth, scale: scale, scratch: scratch.base)
    unsafe set.kernels.attend(&job)
    precondition(scratch.isIntact && out.isIntact, "\(self): written in front of a buffer")
  }

  func run(_ set: InstructionSet) -> [Float] {
    let out = PageBuffer(
      [Float](repeating: untouched, count: (queries - 1) * stride + depth))
    run(set, out: out)
    return out.values
  }

  /// One query's output in double precision.
  func reference(query index: Int) -> [Double] {
    let scores = (0..<keys).map { token in
      (0..<depth).reduce(0.0) {
        $0 + Double(query[index * stride + $1]) * Double(key[token * stride + $1])
      } * Double(scale)
    }
    let highest = scores.max() ?? 0
    let weights = scores.map { exp($0 - highest) }
    let total = weights.reduce(0, +)
    return (0..<depth).map { channel in
      (0..<keys).reduce(0.0) {
        $0 + weights[$1] / total * Double(value[$1 * stride + channel])
      }
    }
  }
}
