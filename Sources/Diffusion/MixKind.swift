/// How two arrays are interpolated; raw values as `hsp_mix`.
package enum MixKind: UInt32, BitwiseCopyable {
  /// (1 - s) a + s b.
  case linear = 0
  /// sqrt(1 - s) a + sqrt(s) b.
  case root = 1
  /// Along the arc between a and b.
  case spherical = 2
}
