import Testing

@testable import Conversion

struct FamilyTests {
  static let files: [(path: String, family: Family, tensors: Int, parameters: Int)] = [
    ("unet_pesser_main/model.ckpt", .ddpm, 184, 709_059),
    ("unet_pesser_fp16/model.ckpt", .ddpm, 138, 267_171),
    ("unet_pesser_dataparallel/model.ckpt", .ddpm, 104, 176_195),
    ("unet_pesser_legacy_pickle/model.ckpt", .ddpm, 142, 285_667),
    ("unet_ddim_list_ckpt/ckpt.pth", .ddpm, 74, 163_331),
    ("unet_improved_plain/model.pt", .improved, 126, 286_534),
    ("unet_diffusers_bin_old_names/diffusion_pytorch_model.bin", .unet2d, 142, 285_667),
  ]

  @Test(arguments: files.indices)
  func isRecognised(_ index: Int) throws {
    let file = Self.files[index]
    let folder = try TemporaryFolder()
    let report = try convert(Fixtures.path(file.path), output: folder("m.hsm"))
    #expect(report.family == file.family)
    #expect(report.tensors == file.tensors && report.parameters == file.parameters)
    try withModel(folder("m.hsm")) { _, table, program in
      #expect(program.value(named: "eps") != nil && program.cut != nil)
      #expect((program.value(named: "sigma") != nil) == (file.family == .improved))
      #expect(table.count >= file.tensors)
    }
  }

  private func options(_ configuration: String, in folder: TemporaryFolder) throws
    -> ConversionOptions
  {
    try folder.write("c.json", configuration)
    var options = ConversionOptions()
    options.configuration = folder("c.json")
    return options
  }

  private func failure(_ path: String, _ configuration: String) throws -> String {
    let folder = try TemporaryFolder()
    let options = try options(configuration, in: folder)
    let error = #expect(throws: ConversionError.self) {
      try convert(Fixtures.path(path), output: folder("m.hsm"), options: options)
    }
    #expect(try folder.entries == ["c.json"])
    return error?.description ?? ""
  }

  @Test(arguments: [
    (#"{"ch": 64}"#, "key ch"), (#"{"ch_mult": [1, 1, 2]}"#, "key ch_mult"),
    (#"{"attn_resolutions": [4]}"#, "key attn_resolutions"), (#"{"out_ch": 6}"#, "key out_ch"),
    (#"{"resamp_with_conv": false}"#, "key resamp_with_conv"), (#"{"heads": 2}"#, "key heads"),
    (#"{"resolution": 18}"#, "key sample_size"), (#"{"num_res_blocks": 2}"#, "key num_res_blocks"),
    (#"{"beta_schedule": "const"}"#, "key beta_schedule"),
  ])
  func ddpmConfigurationMustFit(_ configuration: String, _ place: String) throws {
    #expect(try failure("unet_pesser_main/model.ckpt", configuration).contains(place))
  }

  @Test(arguments: [
    (#"{"num_head_channels": 24}"#, "key num_head_channels"),
    (#"{"num_channels": 64}"#, "num_channels"),
    (#"{"num_head_channels": 16, "channel_mult": "1,2"}"#, "key channel_mult"),
    (#"{"num_head_channels": 16, "class_cond": true}"#, "key class_cond"),
    (#"{"num_head_channels": 16, "image_size": 16, "attention_resolutions": "16"}"#, "attention"),
    (#"{"num_head_channels": 16, "learn_sigma": false}"#, "key learn_sigma"),
    (#"{"num_head_channels": 16, "use_scale_shift_norm": false}"#, "use_scale_shift_norm"),
    ("{}", "key num_head_channels"),
    (#"{"channel_mult": "1e300"}"#, "channel_mult"),
    (#"{"channel_mult": [1e300]}"#, "channel_mult"),
    (#"{"num_head_channels": 16, "attention_resolutions": "nan"}"#, "attention"),
    (
      #"{"num_head_channels": 16, "diffusion_steps": 4000, "rescale_timesteps": true}"#,
      "rescale_timesteps"
    ),
  ])
  func guidedConfigurationMustFit(_ configuration: String, _ place: String) throws {
    #expect(try failure("unet_adm_legacy_attention/model.pt", configuration).contains(place))
  }

  /// The files of pesser's code have a part for each subject.
  @Test func configurationsMayBeNested() throws {
    let folder = try TemporaryFolder()
    let path = Fixtures.path("unet_pesser_main/model.ckpt")
    let nested = #"""
      {"data": {"image_size": 16, "channels": 3, "rescaled": true}, "training": {"batch_size": 8},
       "model": {"type": "simple", "out_ch": 3, "var_type": "fixedlarge"},
       "diffusion": {"beta_schedule": "linear", "beta_end": 0.02}}
      """#
    let first = try convert(
      path, output: folder("a.hsm"), options: options(nested, in: folder))
    let flat = #"{"resolution": 16, "var_type": "fixedlarge"}"#
    let second = try convert(path, output: folder("b.hsm"), options: options(flat, in: folder))
    let small = try convert(
      path, output: folder("c.hsm"), options: options(#"{"resolution": 16}"#, in: folder))
    #expect(first.identity == second.identity && first.identity != small.identity)
    #expect(
      try failure("unet_pesser_main/model.ckpt", #"{"model": 3}"#).contains("key model"))
    #expect(
      try failure("unet_pesser_main/model.ckpt", #"{"var_type": "learned"}"#).contains("var_type"))
  }

  @Test func aPresetIsForItsFamily() throws {
    let folder = try TemporaryFolder()
    var options = ConversionOptions()
    options.preset = "ffhq-p2"
    let error = #expect(throws: ConversionError.self) {
      try convert(
        Fixtures.path("unet_pesser_main/model.ckpt"), output: folder("m.hsm"), options: options)
    }
    #expect(error?.description.contains("--preset ffhq-p2") == true)
  }

  /// What is printed can be given again.
  @Test(arguments: [
    ("unet_pesser_main/model.ckpt", "{}"), ("unet_improved_plain/model.pt", "{}"),
    ("unet_adm_legacy_attention/model.pt", #"{"num_head_channels": 16, "image_size": 16}"#),
  ])
  func printedConfigurationIsComplete(_ path: String, _ given: String) throws {
    let folder = try TemporaryFolder()
    let first = try convert(
      Fixtures.path(path), output: folder("a.hsm"), options: options(given, in: folder))
    let text = try configuration(
      of: Fixtures.path(path), options: options(given, in: folder))
    let second = try convert(
      Fixtures.path(path), output: folder("b.hsm"), options: options(text, in: folder))
    #expect(first.identity == second.identity && second.notes.isEmpty)
  }

  @Test func presetsSayWhatShapesDoNot() throws {
    let folder = try TemporaryFolder()
    var options = ConversionOptions()
    options.preset = "lsun-256-improved"
    let path = Fixtures.path("unet_improved_plain/model.pt")
    let report = try convert(path, output: folder("m.hsm"), options: options)
    #expect(report.notes.isEmpty)
    try withModel(folder("m.hsm")) { _, _, program in
      #expect(program.inputExtents(0).height == 256)
    }
    for name in presetNames { _ = try Preset(name) }
    options.preset = "nothing"
    #expect(throws: ConversionError.self) {
      try convert(path, output: folder("n.hsm"), options: options)
    }
  }

  /// The same network in the layout of diffusers is the same model, and a direction fits both.
  @Test func identityDoesNotDependOnTheLayout() throws {
    let folder = try TemporaryFolder()
    let path = Fixtures.path("unet_pesser_main/model.ckpt")
    let options = try options(#"{"resolution": 16}"#, in: folder)
    let own = try convert(path, output: folder("own.hsm"), options: options)
    let unet = try Network(ModelSource(path, options), options)
    let renamed = try unet.tensors.map { tensor in
      var (bytes, values): ([UInt8], [Float]) = ([], [])
      try tensor.read(0, count: tensor.extents[0], bytes: &bytes, into: &values)
      // Projections are matrices there.
      let isMatrix = tensor.canonicalName.contains("attentions") && tensor.isPacked
      let shape =
        isMatrix
        ? Array(tensor.extents[..<2]) : tensor.isPacked ? tensor.source.shape : [tensor.extents[0]]
      return TestTensor(tensor.canonicalName, shape, values)
    }
    try folder.write("diffusion_pytorch_model.safetensors", TestTensor.file(renamed))
    try folder.write(
      "config.json",
      """
      {"_class_name": "UNet2DModel", "sample_size": 16, "block_out_channels": [32, 64, 32], "layers_per_block": 1,
      "down_block_types": ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D"],
      "up_block_types": ["UpBlock2D", "AttnUpBlock2D", "UpBlock2D"], "attention_head_dim": null, "norm_eps": 1e-6,
      "downsample_padding": 0, "flip_sin_to_cos": false, "freq_shift": 1}
      """)
    let other = try convert(folder.path, output: folder("other.hsm"))
    #expect(own.identity == other.identity)
  }

  /// A tensor too few, too many, or of another shape is named.
  @Test func shapesMustFitTheFamily() throws {
    let folder = try TemporaryFolder()
    let path = Fixtures.path("unet_pesser_fp16/model.ckpt")
    for (name, other, problem) in [
      ("down.0.block.0.conv2.weight", "down.0.block.0.conv7.weight", "missing (1)"),
      ("mid.block_1.norm1.bias", "mid.block_1.norm9.bias", "missing (1)"),
    ] {
      var tensors = try Checkpoint(path).tensors.values.map { source in
        var raw: [UInt8] = []
        try source.file.read(
          at: source.offset, count: source.count * source.type.size, into: &raw)
        return TestTensor(source.name, source.type.rawValue, source.shape, raw)
      }
      let index = try #require(tensors.firstIndex { $0.name == name })
      tensors[index].name = other
      try folder.write("m.safetensors", TestTensor.file(tensors))
      let error = #expect(throws: ConversionError.self) {
        try convert(folder("m.safetensors"), output: folder("m.hsm"))
      }
      #expect(error?.problem.contains(problem) == true && error?.problem.contains(other) == true)
    }
  }

  @Test func unknownNetworksAreNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("m.safetensors", TestTensor.file([TestTensor("x", [1], [1])]))
    let error = #expect(throws: ConversionError.self) {
      try convert(folder("m.safetensors"), output: folder("m.hsm"))
    }
    #expect(error?.problem == "its tensors (x, ...) belong to no known family of networks")
  }
}
