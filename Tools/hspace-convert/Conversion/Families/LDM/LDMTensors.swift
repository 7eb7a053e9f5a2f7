/// The tensors of a latent-diffusion checkpoint under the names that its parts have by themselves.
///
/// The U-Net lies under `model.diffusion_model.`, its averages under `model_ema.` and its names without dots, the autoencoder under
/// `first_stage_model.`.
struct LDMTensors {
  private static let network = "model.diffusion_model."
  private static let average = "model_ema."
  private static let firstStage = "first_stage_model."

  let checkpoint: Checkpoint
  /// What latents are multiplied by, where it was measured in training.
  let scale: Double?

  init(_ source: Checkpoint, _ weights: WeightChoice) throws(ConversionError) {
    var tensors: [String: SourceTensor] = [:]
    var averages = 0
    for (name, tensor) in source.tensors {
      if name.hasPrefix(Self.network) {
        let own = String(name.dropFirst(Self.network.count))
        let averaged = source.tensors[Self.averageName(of: own)]
        if averaged != nil { averages += 1 }
        tensors[own] = weights == .average ? averaged ?? tensor : tensor
      } else if name.hasPrefix(Self.firstStage) {
        let own = String(name.dropFirst(Self.firstStage.count))
        // What the autoencoder was trained with.
        if !own.hasPrefix("loss.") { tensors[own] = tensor }
      } else if name.hasPrefix("cond_stage_model.") {
        throw ConversionError(
          source.path, "tensor \(name)", "the network is conditioned on texts or classes",
          remedy: "unconditional networks convert")
      }
    }
    let total = tensors.keys.count { source.tensors[Self.network + $0] != nil }
    guard averages == 0 || averages == total else {
      throw ConversionError(
        source.path, "\(total - averages) of \(total) tensors have no moving average",
        remedy: "convert with --weights model")
    }
    scale = try source.tensors["scale_factor"].map { tensor throws(ConversionError) in
      try Self.scale(tensor)
    }
    checkpoint = source.with(tensors, note: averages > 0 ? weights.note("model_ema") : nil)
  }

  private static func scale(_ tensor: SourceTensor) throws(ConversionError) -> Double {
    var (bytes, values): ([UInt8], [Float]) = ([], [])
    guard tensor.count == 1 else {
      throw ConversionError(
        tensor.file.path, "tensor scale_factor", "\(tensor.count) values instead of one",
        remedy: "use a complete checkpoint")
    }
    try tensor.read(0, count: 1, bytes: &bytes, into: &values)
    return Double(values[0])
  }

  /// Where the average of a tensor lies.
  private static func averageName(of name: String) -> String {
    average + "diffusion_model" + name.filter { $0 != "." }
  }
}
