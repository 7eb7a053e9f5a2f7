/// What a step does, as measurements tell steps apart.
package enum WorkKind: Int {
  /// The sinusoids of the timestep, and everything else that has no picture.
  case timeEmbedding
  case convolution3x3
  case convolution1x1
  case convolutionStrided
  case convolutionOther
  case attention
  case moments
  /// Largest magnitudes, for values that become integers without a norm.
  case peaks
  case conditioning
  case addition
  /// Skips into the form that the decoder reads.
  case packing
  /// Weights from the file into memory.
  case loading

  package static var count: Int { 12 }

  package var name: StaticString {
    switch self {
    case .timeEmbedding: "time embedding"
    case .convolution3x3: "convolution 3x3"
    case .convolution1x1: "convolution 1x1"
    case .convolutionStrided: "convolution strided"
    case .convolutionOther: "convolution other"
    case .attention: "attention"
    case .moments: "moments of norms"
    case .peaks: "peaks of values"
    case .conditioning: "conditioning"
    case .addition: "addition"
    case .packing: "packing of skips"
    case .loading: "loading of weights"
    }
  }
}

/// How much a step does, whatever way it takes.
package struct StepWork {
  package var kind: WorkKind
  /// Its products are of integers.
  package var isInteger = false
  /// Of the textbook's way: a shorter one does not count for less.
  package var multiplyAdds: UInt64 = 0
  /// Of values and weights read and written, each counted once.
  package var bytes: UInt64 = 0

  package init(kind: WorkKind) { self.kind = kind }
}
