/// What an autoencoder is made of: an encoder and a decoder of the same blocks, and what lies between.
struct AutoencoderConfiguration {
  /// What the encoder's output means.
  enum Latent: Equatable {
    /// Mean and logarithm of the variance of a normal distribution.
    case normal
    /// To be replaced by the nearest of so many codes.
    case codes(Int)
  }

  /// Encoder and decoder: pictures of the trained size, blocks of a level, attention.
  var blocks: UNetConfiguration
  /// Channels between encoder and quant_conv.
  var zChannels: Int
  /// Channels of the latent.
  var latentChannels: Int
  var latent: Latent
  /// What the U-Net's x is, as a multiple of the latent.
  var scale: Double

  /// How often a picture is larger than its latent.
  var factor: Int { 1 << (blocks.channels.count - 1) }

  /// For the identity.
  var canonicalText: String {
    """
    autoencoder
    \(blocks.canonicalText)z_channels=\(zChannels)
    latent_channels=\(latentChannels)
    latent=\(latent)
    scale=\(String(scale.bitPattern, radix: 16))

    """
  }
}
