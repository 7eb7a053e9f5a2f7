import CHSpace

/// A network of LPIPS, which says how far pictures are apart to the eye.
///
/// Zhang et al., The Unreasonable Effectiveness of Deep Features as a Perceptual Metric, 2018, equation 1.
///
/// Its convolutions are programs of the model; ReLU, pooling and norms are done here, since no diffusion model needs them.
package final class PerceptualNetwork {
  package let path: String
  package let layout: PerceptualLayout
  private let model: Model
  private var options = SessionOptions()
  /// Sessions of the layers, for pictures of one size.
  private var sessions: (size: Extents, sessions: [Session])?
  private var comparison: Session?

  /// Means and deviations of colors that the networks were trained with.
  private static let shift: [Float] = [-0.030, -0.088, -0.188]
  private static let scale: [Float] = [0.458, 0.448, 0.450]

  /// Opens a model file, whose programs run with the threads and the instruction set of the options; nil if it measures no LPIPS.
  package init?(path: String, _ options: SessionOptions = SessionOptions()) throws(LibraryError) {
    self.path = path
    self.options.threads = options.threads
    self.options.isa = options.isa
    self.options.plain = true
    model = try Model(path: path, verify: true)
    let fact = try model.metadata().first { $0.key == "lpips" }?.value
    guard let layout = fact.flatMap(PerceptualLayout.init(rawValue:)) else { return nil }
    self.layout = layout
  }

  /// The features of RGB values from -1 to 1 (channels first), of sides that are not below `layout.smallestSide`.
  package func features(of values: [Float], _ size: Extents) throws(LibraryError) -> [FeatureMap] {
    let sessions = try sessions(for: size)
    let pixels = size.height * size.width
    var map = FeatureMap(
      size, values.indices.map { (values[$0] - Self.shift[$0 / pixels]) / Self.scale[$0 / pixels] })
    var features: [FeatureMap] = []
    for (index, layer) in layout.layers.enumerated() {
      if layer.pool > 0 { map = map.pooled(layer.pool) }
      let extents = try sessions[index].extents(of: "y")
      var tensors: [NamedTensor] = [.input("x", map.values), .output("y", count: extents.count)]
      try sessions[index].evaluate(&tensors)
      map = FeatureMap(extents, tensors[1].values).rectified
      if layer.isLast(in: layout) { features.append(map.normalised) }
    }
    return features
  }

  /// The distance between two pictures' features: 0 for equal pictures.
  package func distance(_ one: [FeatureMap], _ other: [FeatureMap]) throws(LibraryError) -> Double {
    var tensors = zip(one, other).enumerated().map { index, maps in
      NamedTensor.input("d\(index)", maps.0.differences(from: maps.1))
    }
    tensors.append(.output("distance", count: 1))
    if comparison == nil { comparison = try session("compare", nil) }
    try comparison?.evaluate(&tensors)
    return Double(tensors[tensors.count - 1].values[0])
  }

  private func sessions(for size: Extents) throws(LibraryError) -> [Session] {
    if let sessions, sessions.size == size { return sessions.sessions }
    var (made, width, height): ([Session], Int, Int) = ([], size.width, size.height)
    for layer in layout.layers {
      let (across, down) = (layer.sides(of: width), layer.sides(of: height))
      let session = try session(layer.program, (across.input, down.input))
      let extents = try session.extents(of: "y")
      // A file may hold other networks under these names.
      guard (extents.width, extents.height) == (across.output, down.output) else {
        var error = LibraryError(HSP_ERROR_MISMATCH)
        error.file = path
        throw error
      }
      made.append(session)
      (width, height) = (across.output, down.output)
    }
    sessions = (size, made)
    return made
  }

  private func session(
    _ program: String, _ size: (width: Int, height: Int)?
  ) throws(LibraryError) -> Session {
    var options = options
    options.program = program
    options.size = size
    return try Session(model, options)
  }
}

extension PerceptualLayout.Layer {
  /// Whether its features are compared.
  package func isLast(in layout: PerceptualLayout) -> Bool {
    layout.layers.last { $0.slice == slice }?.number == number
  }
}
