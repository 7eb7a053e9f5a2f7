import HSpaceLibrary

extension Studio {
  /// Measures distances along inversions with an LPIPS network from now on; nil: without.
  func measure(with name: String?, _ options: SessionOption) throws {
    guard let name else { return }
    let path = try search.model(name)
    let sessionOptions = try options.options()
    let network = try about(path) { () throws(LibraryError) in
      try PerceptualNetwork(path: path, sessionOptions)
    }
    guard let network else {
      throw Failure.usage(
        "\(path): measures no LPIPS (hspace-convert makes such a network of lpips.LPIPS's weights)")
    }
    let extents = try session.extents(of: "x")
    guard extents.channels == 3, (width, height) == (extents.width, extents.height) else {
      throw Failure.usage(
        "\(path): LPIPS compares RGB pictures, and this model works on latents "
          + "(measure without a network)")
    }
    try network.check(width: width, height: height)
    perceptualNetwork = network
  }
}

extension PerceptualNetwork {
  /// Refuses pictures of which a layer would leave nothing.
  func check(width: Int, height: Int) throws(Failure) {
    guard min(width, height) >= layout.smallestSide else {
      throw Failure.usage(
        "\(path): pictures of \(width) x \(height) are too small for this network, which takes sides "
          + "from \(layout.smallestSide) up (measure without it)")
    }
  }
}
