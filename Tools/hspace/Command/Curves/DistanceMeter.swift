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
    case .lpips: .lpips
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

extension Studio {
  /// Measures with an LPIPS network from now on; nil: without.
  func measure(with name: String?) throws {
    guard let name else { return }
    let network = try search.perceptualNetwork(name)
    let extents = try session.extents(of: "x")
    guard extents.channels == 3, (width, height) == (extents.width, extents.height) else {
      throw Failure.usage(
        "\(network.path): LPIPS compares RGB pictures, and this model works on latents "
          + "(measure without a network)")
    }
    try network.check(width: width, height: height)
    perceptualNetwork = network
  }
}

extension SearchPath {
  /// Opens an LPIPS network by path or name.
  func perceptualNetwork(_ name: String) throws(Failure) -> PerceptualNetwork {
    let path = try model(name)
    let network = try about(path) { () throws(LibraryError) in try PerceptualNetwork(path: path) }
    guard let network else {
      throw Failure.usage(
        "\(path): measures no LPIPS (hspace-convert makes such a network of lpips.LPIPS's weights)")
    }
    return network
  }
}

extension PerceptualNetwork {
  func check(width: Int, height: Int) throws(Failure) {
    guard min(width, height) >= layout.smallestSide else {
      throw Failure.usage(
        "\(path): pictures of \(width) x \(height) are too small for this network, which takes sides "
          + "from \(layout.smallestSide) up (measure without it)")
    }
  }
}
