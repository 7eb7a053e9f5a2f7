import Container
import Foundation
import HSpaceLibrary
import Program
import Testing

@testable import Conversion

struct LatentTests {
  private let ldm = Fixtures.path("ldm_unconditional_vq/model.ckpt")

  /// Names of a model's programs, and of their values.
  private func programs(_ path: String) throws -> [String: Set<String>] {
    try withModel(path) { file, table, _ in
      var found: [String: Set<String>] = [:]
      for index in 0..<file.count(of: .program) {
        let program = try Program(file.section(.program, index) ?? .empty, tensors: table.count)
        found[program.name.text] = Set(
          (0..<program.namedCount).map { program.namedName($0).text })
      }
      return found
    }
  }

  @Test(arguments: ConversionOptions.Precision.allCases)
  func aLatentModelHasThreePrograms(_ precision: ConversionOptions.Precision) throws {
    let folder = try TemporaryFolder()
    let report = try convert(
      ldm, output: folder("m.hsm"), options: ConversionOptions(precision: precision))
    #expect(report.family == .ldm && report.tensors == 209 && report.parameters == 393_377)
    #expect(report.parts.first == "U-Net: 176195 parameters in 88 tensors")
    let found = try programs(folder("m.hsm"))
    #expect(
      found == [
        "unet": ["temb", "h_before", "h_middle", "h", "eps"], "encoder": ["latent"],
        "decoder": ["indices", "z_quantized", "decoded"],
      ])
    let facts = try Model(path: folder("m.hsm"), verify: true).metadata()
    #expect(facts.contains { $0 == ("first_stage", "vq") })
    #expect(facts.contains { $0 == ("latent_factor", "2") })
  }

  @Test func weightsAreChosen() throws {
    let folder = try TemporaryFolder()
    var identities: Set<[UInt8]> = []
    for choice in WeightChoice.allCases {
      var options = ConversionOptions()
      options.weights = choice
      let report = try convert(ldm, output: folder("m.hsm"), options: options)
      #expect(report.notes.contains { $0.contains("model_ema") })
      identities.insert(report.identity)
    }
    #expect(identities.count == 2)
  }

  /// CompVis' configuration files, and what is noted where nothing says it.
  @Test func configurationsOfCompVisAreRead() throws {
    let folder = try TemporaryFolder()
    let unet = #"{"target": "u", "params": {"image_size": 16, "num_head_channels": 32}}"#
    let stage = #"{"target": "f", "params": {"embed_dim": 3, "ddconfig": {"z_channels": 3}}}"#
    func identity(_ schedule: String, notes: Int) throws -> [UInt8] {
      try folder.write(
        "c.json",
        """
        {"model": {"target": "m", "params": {\(schedule), "first_stage_key": "image",
          "unet_config": \(unet), "first_stage_config": \(stage), "channels": 3}},
         "data": {"target": "d"}, "lightning": {}}
        """)
      var options = ConversionOptions()
      options.configuration = folder("c.json")
      let report = try convert(ldm, output: folder("m.hsm"), options: options)
      // Beside the one about averages.
      #expect(report.notes.count == notes + 1)
      return report.identity
    }
    let published = try identity(#""linear_start": 0.0015, "linear_end": 0.0195"#, notes: 0)
    #expect(try identity(#""timesteps": 1000"#, notes: 1) == published)
    #expect(try identity(#""linear_start": 0.001, "linear_end": 0.02"#, notes: 0) != published)
    #expect(try identity(#""beta_schedule": "cosine""#, notes: 0) != published)
  }

  @Test(arguments: [
    ("ldm_autoencoder_kl/model.ckpt", #"{"ddconfig": {"resolution": 32}}"#),
    ("sd_diffusers/vae", nil),
  ])
  func anAutoencoderConvertsAlone(_ path: String, _ given: String?) throws {
    let folder = try TemporaryFolder()
    var options = ConversionOptions()
    if let given {
      try folder.write("c.json", given)
      options.configuration = folder("c.json")
    }
    let report = try convert(Fixtures.path(path), output: folder("m.hsm"), options: options)
    #expect(report.family == .autoencoder && report.parameters == 218_791)
    #expect(report.notes.isEmpty)
    #expect(
      try programs(folder("m.hsm")) == ["encoder": ["mean", "logvar"], "decoder": ["decoded"]])
    let facts = try Model(path: folder("m.hsm"), verify: true).metadata()
    #expect(facts.contains { $0 == ("latent_scale", "0.18215") })
  }

  @Test(arguments: [
    (#"{"ddconfig": {"ch": 64}}"#, "key ch"), (#"{"embed_dim": 3}"#, "key embed_dim"),
    (#"{"ddconfig": {"double_z": false}}"#, "key double_z"), (#"{"ddconfig": 3}"#, "key ddconfig"),
    (#"{"scale_factor": 0}"#, "key scale_factor"), (#"{"heads": 1}"#, "key heads"),
  ])
  func aConfigurationMustFit(_ given: String, _ place: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("c.json", given)
    var options = ConversionOptions()
    options.configuration = folder("c.json")
    let error = #expect(throws: ConversionError.self) {
      try convert(
        Fixtures.path("ldm_autoencoder_kl/model.ckpt"), output: folder("m.hsm"), options: options)
    }
    #expect(error?.place == place)
  }

  /// A pipeline in the style of diffusers: a U-Net and its first stage in folders of their own.
  private func pipeline(latentChannels: Int, in folder: TemporaryFolder) throws {
    try FileManager.default.copyItem(
      atPath: Fixtures.path("sd_diffusers/vae"), toPath: folder("vae"))
    try FileManager.default.createDirectory(
      atPath: folder("unet"), withIntermediateDirectories: false)
    var model = try TestModel()
    model.configuration["in_channels"] = latentChannels
    model.configuration["out_channels"] = latentChannels
    let shapes = [
      "conv_in.weight": [32, latentChannels, 3, 3], "conv_out.weight": [latentChannels, 32, 3, 3],
      "conv_out.bias": [latentChannels],
    ]
    for index in model.tensors.indices {
      let tensor = model.tensors[index]
      guard let shape = shapes[tensor.name] else { continue }
      let zeros = [UInt8](repeating: 0, count: 2 * shape.reduce(1, *))
      model.tensors[index] = TestTensor(tensor.name, tensor.type, shape, zeros)
    }
    let data = try JSONSerialization.data(withJSONObject: model.configuration)
    try folder.write("unet/config.json", [UInt8](data))
    try folder.write("unet/diffusion_pytorch_model.safetensors", TestTensor.file(model.tensors))
  }

  @Test func aPipelineIsOneModel() throws {
    let folder = try TemporaryFolder()
    try pipeline(latentChannels: 4, in: folder)
    let report = try convert(folder.path, output: folder("m.hsm"))
    #expect(report.parts.count == 3)
    #expect(Set(try programs(folder("m.hsm")).keys) == ["unet", "encoder", "decoder"])
  }

  @Test func theFirstStageMustFitTheNetwork() throws {
    let folder = try TemporaryFolder()
    try pipeline(latentChannels: 3, in: folder)
    let error = #expect(throws: ConversionError.self) {
      try convert(folder.path, output: folder("m.hsm"))
    }
    #expect(error?.problem == "its U-Net takes 3 channels, its first stage makes 4")
    #expect(try folder.entries == ["unet", "vae"])
  }
}
