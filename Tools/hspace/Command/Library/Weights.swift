import CHSpace

/// Where a session keeps its weights.
package enum Weights: String, CaseIterable {
  case mapped, streamed, memory

  package var number: UInt32 {
    switch self {
    case .mapped: HSP_WEIGHTS_MAPPED.rawValue
    case .streamed: HSP_WEIGHTS_STREAMED.rawValue
    case .memory: HSP_WEIGHTS_MEMORY.rawValue
    }
  }
}
