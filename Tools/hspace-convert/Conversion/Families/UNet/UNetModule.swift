/// A module in a checkpoint: where to look for it, and its name in every layout's identity.
struct UNetModule {
  /// In order of preference.
  let paths: [String]
  /// The path in diffusers.
  let canonical: String
  /// The rows of its tensors that are meant; nil: all.
  var rows: TensorRows?

  func weights() -> [String] { paths.map { "\($0).weight" } }
  func biases() -> [String] { paths.map { "\($0).bias" } }
}
