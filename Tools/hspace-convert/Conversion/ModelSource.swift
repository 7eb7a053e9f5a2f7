import Glibc

/// What a conversion reads: weights, and what says how they are meant.
struct ModelSource {
  let checkpoint: Checkpoint
  /// `config.json` beside the weights, or what the user gave instead.
  let configuration: SourceFile?
  /// nil when there is none.
  let scheduler: SourceFile?
  let preset: Preset?
  /// The autoencoder of a latent pipeline in the style of diffusers.
  private(set) var firstStage: (configuration: SourceFile, checkpoint: Checkpoint)?

  /// Weights by preference: f32 before f16, a single file before shards, safetensors before pickles.
  private static let weightNames = [
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "diffusion_pytorch_model.bin",
    "diffusion_pytorch_model.bin.index.json",
    "diffusion_pytorch_model.fp16.safetensors",
    "diffusion_pytorch_model.safetensors.index.fp16.json",
    "diffusion_pytorch_model.fp16.safetensors.index.json",
    "diffusion_pytorch_model.fp16.bin",
  ]

  /// Opens a folder in the style of diffusers, or a single file.
  init(_ path: String, _ options: ConversionOptions) throws(ConversionError) {
    preset = try options.preset.map { (name) throws(ConversionError) in try Preset(name) }
    let given = try options.configuration.map { (path) throws(ConversionError) in
      try SourceFile(path)
    }
    func configuration(_ path: String) throws(ConversionError) -> SourceFile {
      if let given { return given }
      return try SourceFile(path)
    }
    guard Self.isFolder(path) else {
      checkpoint = try Checkpoint(path, weights: options.weights)
      let beside = sibling("config.json", of: path)
      let isDiffusers = Family(recognising: checkpoint.tensors)?.readsFolders ?? false
      self.configuration =
        isDiffusers && SourceFile.exists(beside) ? try configuration(beside) : given
      scheduler = isDiffusers ? try Self.scheduler(sibling(".", of: path)) : nil
      return
    }
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    let candidates = ["\(root)/unet", root]
    guard let folder = candidates.first(where: { SourceFile.exists("\($0)/config.json") }) else {
      throw ConversionError(
        path, "no unet/config.json and no config.json",
        remedy: "give a checkpoint, or the folder of a diffusers model or pipeline")
    }
    let present = Self.weightNames.first { SourceFile.exists("\(folder)/\($0)") }
    guard let weights = present else {
      throw ConversionError(
        folder, "no \(Self.weightNames[0]), single, sharded, fp16 or .bin",
        remedy: "export the model as safetensors")
    }
    self.configuration = try configuration("\(folder)/config.json")
    checkpoint = try Checkpoint("\(folder)/\(weights)", weights: options.weights)
    scheduler = try Self.scheduler(root)
    guard folder != root else { return }
    for stage in ["\(root)/vqvae", "\(root)/vae"] {
      let present = Self.weightNames.first { SourceFile.exists("\(stage)/\($0)") }
      guard let weights = present, SourceFile.exists("\(stage)/config.json") else { continue }
      firstStage = (
        try SourceFile("\(stage)/config.json"), try Checkpoint("\(stage)/\(weights)")
      )
      return
    }
  }

  /// Every file that is read.
  var files: [SourceFile] {
    [configuration, scheduler, firstStage?.configuration].compactMap { $0 } + checkpoint.files
      + (firstStage?.checkpoint.files ?? [])
  }

  /// What was given about the network: the configuration, and what the preset adds to it.
  func reader() throws(ConversionError) -> ConfigurationReader {
    var reader = ConfigurationReader(file: checkpoint.path, members: [])
    if let configuration { reader = try ConfigurationReader(configuration) }
    if let preset { try reader.complete(with: preset) }
    return reader
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func scheduler(_ root: String) throws(ConversionError) -> SourceFile? {
    let places = [
      "\(root)/scheduler/scheduler_config.json", "\(root)/../scheduler/scheduler_config.json",
      "\(root)/scheduler_config.json",
    ]
    guard let path = places.first(where: { SourceFile.exists($0) }) else { return nil }
    return try SourceFile(path)
  }
}
