import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// Compares pictures by what a network sees in them: a model's h, or the features of LPIPS.
enum FeatureComparison {
  case model(Studio)
  case lpips(PerceptualNetwork, width: Int, height: Int)

  /// What was seen in a picture.
  enum Features {
    case h([Float])
    case lpips([FeatureMap])
  }

  /// Pictures have no noise: a small one.
  private static let timestep: Float = 20

  /// Opens a network for pictures that are brought to this size; a model works at the size that it was trained for.
  init(network name: String, _ session: SessionOption, width: Int, height: Int) throws {
    let path = try SearchPath().model(name)
    let options = try session.options()
    let perceptual = try about(path) { () throws(LibraryError) in
      try PerceptualNetwork(path: path, options)
    }
    if let perceptual {
      try perceptual.check(width: width, height: height)
      self = .lpips(perceptual, width: width, height: height)
      return
    }
    var session = session
    session.size = nil
    self = .model(try session.open(model: path, SearchPath(), plain: true))
  }

  func features(of picture: Picture) throws -> Features {
    switch self {
    case .model(let studio): .h(try Self.h(of: picture, studio))
    case .lpips(let network, let width, let height):
      .lpips(
        try network.features(
          of: picture.fitted(width: width, height: height).picture.values,
          Extents(channels: 3, height: height, width: width)))
    }
  }

  /// h of a picture, fitted to the network's size.
  private static func h(of picture: Picture, _ studio: Studio) throws -> [Float] {
    let session = studio.session
    try studio.take(picture.fitted(width: studio.width, height: studio.height).picture)
    let x = try session.read(HSP_VALUE_X, count: session.extents(of: "x").count)
    var tensors: [NamedTensor] = [
      .input("x", x), .input("t", [timestep]),
      .output("h", count: try session.extents(of: "h").count),
    ]
    try session.evaluate(&tensors)
    return tensors[2].values
  }

  /// The greater, the more alike: the cosine of h, or LPIPS below zero.
  func likeness(_ one: Features, _ other: Features) throws(LibraryError) -> Double {
    switch (self, one, other) {
    case (.model, .h(let one), .h(let other)): Self.cosine(one, other)
    case (.lpips(let network, _, _), .lpips(let one), .lpips(let other)):
      -(try network.distance(one, other))
    default: preconditionFailure("features of another comparison")
    }
  }

  /// A likeness, for people.
  func text(_ likeness: Double) -> String {
    switch self {
    case .model: String(format: "features %.4f", likeness)
    case .lpips: String(format: "LPIPS %.4f", -likeness)
    }
  }

  /// The cosine of two vectors; 0 where one has no length.
  private static func cosine(_ one: [Float], _ other: [Float]) -> Double {
    let product = zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let squares = [one, other].map { $0.reduce(0) { $0 + Double($1) * Double($1) } }
    let norm = (squares[0] * squares[1]).squareRoot()
    return norm > 0 ? product / norm : 0
  }
}
