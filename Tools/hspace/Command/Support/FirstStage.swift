import HSpaceLibrary
import Pictures

/// The autoencoder of a latent model, between pictures and what the U-Net works on.
///
/// Each half is a program of the model, with a session of its own while it runs.
struct FirstStage {
  private let model: Model
  private var options: SessionOptions
  /// The U-Net's x is so many times the latent.
  private let scale: Float
  /// How often a picture is larger than its latent.
  let factor: Int
  /// What the encoder calls the latent.
  private let output: String

  /// Nil for a model of pixels.
  init?(_ model: Model, _ options: SessionOptions) throws {
    let facts = Dictionary(try model.metadata().map { ($0.key, $0.value) }) { first, _ in first }
    guard let kind = facts["first_stage"] else { return nil }
    guard let scale = facts["latent_scale"].flatMap({ Float($0) }), scale > 0, scale.isFinite,
      let factor = facts["latent_factor"].flatMap({ Int($0) }), (1...128).contains(factor)
    else { throw Failure("\(model.path): its metadata say nothing of the latent's scale and size") }
    (self.model, self.options, self.scale, self.factor) = (model, options, scale, factor)
    output = kind == "kl" ? "mean" : "latent"
  }

  /// x_0 of a picture.
  func encode(_ picture: Picture) throws(LibraryError) -> [Float] {
    let (width, height) = (picture.width, picture.height)
    let session = try session("encoder", width, height)
    var tensors = [
      NamedTensor.input("image", picture.values),
      .output(output, count: try session.extents(of: output).count),
    ]
    try session.evaluate(&tensors)
    return tensors[1].values.map { $0 * scale }
  }

  /// The picture of an x_0 for pictures of that size.
  func decode(_ x: [Float], width: Int, height: Int) throws(LibraryError) -> Picture {
    let session = try session("decoder", width / factor, height / factor)
    var tensors = [
      NamedTensor.input("z", x.map { $0 / scale }),
      .output("decoded", count: 3 * width * height),
    ]
    try session.evaluate(&tensors)
    let values = tensors[1].values
    let pixels = (0..<3 * width * height).map { index in
      let value = (values[index % 3 * width * height + index / 3] + 1) * 127.5
      return UInt8(max(0, min(255, value.rounded(.toNearestOrEven))))
    }
    guard let picture = Picture(width: width, height: height, pixels: pixels) else {
      preconditionFailure("as many pixels as the size says")
    }
    return picture
  }

  /// Shares a memory budget with the U-Net, whose session stays open: returns what is left for that.
  mutating func share(
    _ budget: UInt64, with unet: SessionOptions
  ) throws(LibraryError) -> UInt64 {
    var failure: LibraryError?
    for quarter in 1...3 as ClosedRange<UInt64> {
      options.memoryBudget = budget / 4 * quarter
      var other = unet
      other.memoryBudget = budget - options.memoryBudget
      do throws(LibraryError) {
        try checkMemory(other)
        return other.memoryBudget
      } catch { failure = error }
    }
    if let failure { throw failure }
    return budget
  }

  /// Plans all three programs, or throws what the library says about the first that does not fit.
  private func checkMemory(_ unet: SessionOptions) throws(LibraryError) {
    let info = model.info
    let (width, height) = unet.size ?? (Int(info.width), Int(info.height))
    _ = try model.memory(unet)
    _ = try model.memory(sessionOptions("encoder", width * factor, height * factor))
    _ = try model.memory(sessionOptions("decoder", width, height))
  }

  private func session(
    _ program: String, _ width: Int, _ height: Int
  ) throws(LibraryError) -> Session {
    try Session(model, sessionOptions(program, width, height))
  }

  private func sessionOptions(_ program: String, _ width: Int, _ height: Int) -> SessionOptions {
    var options = options
    options.program = program
    options.plain = true
    options.size = (width, height)
    return options
  }
}
