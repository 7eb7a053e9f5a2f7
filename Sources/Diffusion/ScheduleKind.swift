/// How a noise schedule was made; raw values as in the `SCHD` section.
package enum ScheduleKind: UInt32 {
  /// Any other schedule: only its table says what it is.
  case table = 0
  /// Betas evenly spaced from first to last.
  case linear = 1
  /// Square roots of the betas evenly spaced (latent diffusion).
  case scaledLinear = 2
  /// Nichol and Dhariwal's; first and last beta have no part in it.
  case cosine = 3
}
