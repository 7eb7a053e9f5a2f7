import Testing

@testable import Conversion

struct ConfigurationTests {
  private func read(_ text: String) throws -> UNetConfiguration {
    let folder = try TemporaryFolder()
    try folder.write("config.json", text)
    var reader = try ConfigurationReader(try SourceFile(folder("config.json")))
    return try UNetConfiguration(diffusers: &reader)
  }

  @Test func hasTheDefaultsOfDiffusers() throws {
    let model = try read(#"{"sample_size": 64}"#)
    #expect(model.channels == [224, 448, 672, 896] && model.layersPerBlock == 2)
    #expect(model.downAttention == [false, true, true, true])
    #expect(model.upAttention == [true, true, true, false])
    #expect(model.headChannels == 8 && model.groups == 32 && model.middleGroups == 32)
    #expect(model.epsilon == 1e-5 && model.downsamplePadding == 1)
    #expect(model.cosineFirst && model.frequencyShift == 0)
    #expect(model.inputChannels == 3 && model.outputChannels == 3)
    #expect(model.heads(of: 448) == 56)
  }

  @Test func readsWhatIsGiven() throws {
    let model = try read(
      """
      {"_class_name": "UNet2DModel", "_note": [1], "sample_size": [16, 24], "block_out_channels": [8, 12],
      "down_block_types": ["AttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "UpBlock2D"],
      "layers_per_block": 3, "attention_head_dim": null, "norm_num_groups": 4, "attn_norm_num_groups": 6,
      "norm_eps": 1e-6, "downsample_padding": 0, "flip_sin_to_cos": false, "freq_shift": 1, "act_fn": "swish",
      "mid_block_scale_factor": 1.0, "dropout": 0.1, "in_channels": 1, "out_channels": 2}
      """)
    #expect(model.height == 16 && model.width == 24 && model.channels == [8, 12])
    #expect(model.downAttention == [true, false] && model.upAttention == [false, false])
    #expect(model.layersPerBlock == 3 && model.groups == 4 && model.middleGroups == 6)
    #expect(model.epsilon == 1e-6 && model.downsamplePadding == 0 && !model.cosineFirst)
    #expect(model.frequencyShift == 1 && model.heads(of: 12) == 1)
  }

  @Test(arguments: [
    ("act_fn", "\"gelu\""), ("act_fn", "1"), ("time_embedding_type", "\"fourier\""),
    ("time_embedding_dim", "512"), ("downsample_type", "\"resnet\""),
    ("upsample_type", "\"resnet\""),
    ("resnet_time_scale_shift", "\"scale_shift\""), ("class_embed_type", "\"timestep\""),
    ("num_class_embeds", "10"), ("center_input_sample", "true"), ("mid_block_scale_factor", "2"),
    ("mid_block_type", "null"), ("add_attention", "false"),
    ("_class_name", "\"UNet2DConditionModel\""),
    ("down_block_types", "[\"SkipDownBlock2D\"]"), ("up_block_types", "\"UpBlock2D\""),
    ("down_block_types", "[\"DownBlock2D\"]"), ("block_out_channels", "[224, 448, 672]"),
    ("block_out_channels", "[0, 448, 672, 896]"), ("block_out_channels", "[224, 448, 672, 900]"),
    ("layers_per_block", "0"), ("layers_per_block", "1000000000"), ("layers_per_block", "[1]"),
    ("downsample_padding", "2"), ("freq_shift", "2"), ("flip_sin_to_cos", "1"), ("norm_eps", "0"),
    ("norm_eps", "1"), ("norm_eps", "\"x\""), ("norm_num_groups", "null"),
    ("norm_num_groups", "33"),
    ("attn_norm_num_groups", "33"), ("attention_head_dim", "9"), ("attention_head_dim", "0"),
    ("in_channels", "0"), ("out_channels", "4"), ("sample_size", "null"), ("sample_size", "0"),
    ("sample_size", "20"), ("sample_size", "[64]"), ("sample_size", "[64, 20000]"),
    ("encoder_hid_dim", "3"),
  ])
  func refusesWithKeyAndRemedy(_ key: String, _ value: String) throws {
    let size = key == "sample_size" ? "" : "\"sample_size\": 64, "
    let error = #expect(throws: ConversionError.self) { try read("{\(size)\"\(key)\": \(value)}") }
    let keys = ["key \(key)", "key block_out_channels", "key norm_num_groups"]
    #expect(keys.contains(error?.place ?? ""))
    #expect(error?.file.hasSuffix("config.json") == true && error?.remedy.isEmpty == false)
  }

  @Test func namesKeyValueAndWhatIsSupported() throws {
    let error = #expect(throws: ConversionError.self) {
      try read(#"{"sample_size": 64, "act_fn": "gelu"}"#)
    }
    let text = error?.description ?? ""
    #expect(text.hasSuffix(#"key act_fn: "gelu" is not supported; supported: "silu", "swish"."#))
  }
}
