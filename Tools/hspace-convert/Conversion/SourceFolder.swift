/// The files of a diffusers folder that a conversion reads.
struct SourceFolder {
  let configuration: SourceFile
  let checkpoint: Checkpoint
  /// nil when there is none.
  let scheduler: SourceFile?

  /// Weights by preference: f32 before f16, a single file before shards.
  private static let weightNames = [
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "diffusion_pytorch_model.fp16.safetensors",
    "diffusion_pytorch_model.safetensors.index.fp16.json",
    "diffusion_pytorch_model.fp16.safetensors.index.json",
  ]

  init(_ path: String) throws(ConversionError) {
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    let candidates = ["\(root)/unet", root]
    guard let folder = candidates.first(where: { SourceFile.exists("\($0)/config.json") }) else {
      throw ConversionError(
        path, "no unet/config.json and no config.json",
        remedy: "give the folder of a diffusers UNet2DModel or of a pipeline with one")
    }
    let present = Self.weightNames.first { SourceFile.exists("\(folder)/\($0)") }
    guard let weights = present else {
      throw ConversionError(
        folder, "no \(Self.weightNames[0]), single, sharded or fp16",
        remedy: "export the model as safetensors")
    }
    configuration = try SourceFile("\(folder)/config.json")
    checkpoint = try Checkpoint("\(folder)/\(weights)")
    scheduler = try Self.scheduler(root)
  }

  /// Every file that is read.
  var files: [SourceFile] {
    [configuration] + checkpoint.files + (scheduler.map { [$0] } ?? [])
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
