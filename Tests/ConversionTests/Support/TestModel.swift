import Foundation

@testable import Conversion

/// A small model folder that a test can change before it is written.
struct TestModel {
  var tensors: [TestTensor]
  var configuration: [String: Any]

  /// The f16 fixture: 285,667 parameters.
  init() throws {
    let folder = Fixtures.path("unet_diffusers_fp16")
    let checkpoint = try Checkpoint(folder + "/diffusion_pytorch_model.safetensors")
    tensors = try checkpoint.tensors.values.sorted { $0.name < $1.name }.map { source in
      var bytes: [UInt8] = []
      try source.file.read(
        at: source.offset, count: source.count * source.type.size, into: &bytes)
      return TestTensor(source.name, source.type.rawValue, source.shape, bytes)
    }
    let data = try Data(contentsOf: URL(filePath: folder + "/config.json"))
    configuration = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// Widens every f16 tensor.
  mutating func widen() {
    for index in tensors.indices {
      let old = tensors[index]
      let values = stride(from: 0, to: old.bytes.count, by: 2).map {
        Float(Float16(bitPattern: UInt16(old.bytes[$0]) | UInt16(old.bytes[$0 + 1]) << 8))
      }
      tensors[index] = TestTensor(old.name, old.shape, values)
    }
  }

  func write(to folder: TemporaryFolder) throws {
    let data = try JSONSerialization.data(withJSONObject: configuration)
    try folder.write("config.json", [UInt8](data))
    try folder.write("diffusion_pytorch_model.safetensors", TestTensor.file(tensors))
  }

  /// Converts a folder with this model to `out.hsm` in it.
  func convert(
    in folder: TemporaryFolder, _ options: ConversionOptions = ConversionOptions()
  ) throws -> ConversionReport {
    try write(to: folder)
    return try Conversion.convert(folder.path, output: folder("out.hsm"), options: options)
  }
}
