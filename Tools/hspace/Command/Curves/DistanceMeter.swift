import HSpaceLibrary
import Pictures

/// Measures how far values of x are from a picture's.
enum DistanceMeter {
  case multiscale(MultiScaleDistance)
  case lpips(PerceptualNetwork, [FeatureMap], Extents)

  /// Measures from these values, with a network where one is given.
  init(
    from values: [Float], _ extents: Extents, with network: PerceptualNetwork?
  ) throws(LibraryError) {
    if let network {
      self = .lpips(network, try network.features(of: values, extents), extents)
    } else {
      self = .multiscale(
        MultiScaleDistance(
          from: values, channels: extents.channels, height: extents.height, width: extents.width))
    }
  }

  var measure: DistanceCurves.Measure {
    switch self {
    case .multiscale: .multiscale
    case .lpips(let network, _, _): DistanceCurves.Measure(network)
    }
  }

  func distance(to values: [Float]) throws(LibraryError) -> Double {
    switch self {
    case .multiscale(let meter): meter.distance(to: values)
    case .lpips(let network, let features, let extents):
      try network.distance(features, try network.features(of: values, extents))
    }
  }
}

extension DistanceCurves.Measure {
  /// What is measured with a network, or without.
  init(_ network: PerceptualNetwork?) {
    switch network?.layout {
    case nil: self = .multiscale
    case .alex: self = .lpips
    case .vgg: self = .lpipsVGG
    }
  }
}
