import CHSpace
import HSpaceLibrary
import Pictures

/// Compares pictures by what a network sees in them: its h.
struct FeatureComparison {
  /// Pictures have no noise: a small one.
  private static let timestep: Float = 20

  private let studio: Studio

  /// Opens a model at the size that it was trained for.
  init(model: String, _ session: SessionOption) throws {
    var session = session
    session.size = nil
    studio = try session.open(model: model, SearchPath(), plain: true)
  }

  /// h of a picture, fitted to the network's size.
  func features(of picture: Picture) throws -> [Float] {
    let session = studio.session
    try studio.take(picture.fitted(width: studio.width, height: studio.height).picture)
    let x = try session.read(HSP_VALUE_X, count: session.extents(of: "x").count)
    var tensors: [NamedTensor] = [
      .input("x", x), .input("t", [Self.timestep]),
      .output("h", count: try session.extents(of: "h").count),
    ]
    try session.evaluate(&tensors)
    return tensors[2].values
  }

  /// The cosine of two pictures' features; 0 where one has none.
  static func cosine(_ one: [Float], _ other: [Float]) -> Double {
    let product = zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let squares = [one, other].map { $0.reduce(0) { $0 + Double($1) * Double($1) } }
    let norm = (squares[0] * squares[1]).squareRoot()
    return norm > 0 ? product / norm : 0
  }
}
