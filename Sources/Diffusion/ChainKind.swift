/// How an encoder noises a picture; raw values as `hsp_chain`.
package enum ChainKind: UInt32, BitwiseCopyable {
  /// x_t' from q(x_t' | x_t, x_0) (CycleDiffusion's DPM-Encoder; `dpm` of Haas et al.).
  case posterior = 0
  /// Each x_t from q(x_t | x_0) by itself (edit-friendly inversion; `x0` of Haas et al.).
  case independent = 1
  /// x_t from q(x_t | x_t'), upwards (`x_prev` of Haas et al.).
  case upward = 2
}
