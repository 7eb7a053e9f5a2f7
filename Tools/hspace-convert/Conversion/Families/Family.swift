/// A family of checkpoints: whose code named the tensors.
package enum Family: String, CaseIterable, Sendable {
  /// diffusers `UNet2DModel`.
  case unet2d
  /// pesser/pytorch_diffusion, SDEdit, ermongroup/ddim, DiffusionCLIP, Asyrp's DDPM.
  case ddpm
  /// OpenAI guided-diffusion (ADM), ILVR, P2-weighting.
  case guided
  /// OpenAI improved-diffusion.
  case improved
  /// CompVis latent-diffusion, unconditional, with its first stage.
  case ldm
  /// Such a first stage alone (KL or VQ), in the names of CompVis or diffusers.
  case autoencoder
  /// Asyrp's direction networks f_t, of DDPM or ADM.
  case direction
  /// The network of LPIPS, AlexNet or VGG16, which measures how far pictures are apart.
  case lpips

  /// Recognises a family from the names of its tensors.
  init?(recognising tensors: [String: SourceTensor]) {
    if tensors["model.diffusion_model.input_blocks.0.0.weight"] != nil {
      self = .ldm
    } else if tensors["temb.dense.0.weight"] != nil {
      self = .ddpm
    } else if tensors["time_embed.0.weight"] != nil, tensors["input_blocks.0.0.weight"] != nil {
      // Between levels, the newer code has residual blocks, the older one convolutions.
      let isResidual = tensors.keys.contains { name in
        name.hasPrefix("output_blocks.") && (1...2).contains { name.contains(".\($0).in_layers.") }
      }
      let modulates = tensors["middle_block.0.emb_layers.1.weight"].map {
        $0.shape.first == (tensors["middle_block.0.out_layers.0.weight"]?.shape.first ?? 0) * 2
      }
      let hasLevels = tensors.keys.contains { $0.hasSuffix(".0.op.weight") }
      self = isResidual || (modulates == true && !hasLevels) ? .guided : .improved
    } else if tensors["time_embedding.linear_1.weight"] != nil {
      self = .unet2d
    } else if tensors["encoder.conv_in.weight"] != nil, tensors["decoder.conv_in.weight"] != nil {
      self = .autoencoder
    } else if tensors["temb_proj.weight"]?.shape.count == 2 || tensors["emb_layers.1.weight"] != nil
    {
      self = .direction
    } else if tensors["lin0.model.1.weight"] != nil {
      self = .lpips
    } else {
      return nil
    }
  }

  /// Whether its configuration lies in `config.json` beside the weights.
  var readsFolders: Bool { self == .unet2d || self == .autoencoder }

  /// For people.
  var title: String {
    switch self {
    case .unet2d: "diffusers UNet2DModel"
    case .ddpm: "DDPM U-Net (pesser, SDEdit, ermongroup/ddim, Asyrp)"
    case .guided: "guided-diffusion U-Net (ADM, ILVR, P2)"
    case .improved: "improved-diffusion U-Net"
    case .ldm: "latent-diffusion U-Net (CompVis)"
    case .autoencoder: "autoencoder"
    case .direction: "direction network (Asyrp's DeltaBlock)"
    case .lpips: "network that measures LPIPS"
    }
  }

  /// The class in the family's code, for the file's metadata.
  var sourceClass: String {
    switch self {
    case .unet2d: "UNet2DModel"
    case .ddpm: "Model"
    case .guided, .improved, .ldm: "UNetModel"
    case .autoencoder: "Autoencoder"
    case .direction: "DeltaBlock"
    case .lpips: "LPIPS"
    }
  }
}
