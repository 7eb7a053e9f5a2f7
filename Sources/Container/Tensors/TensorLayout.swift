/// How a tensor's elements lie in memory; the numbers are the file's.
package enum TensorLayout: UInt32, Sendable {
  /// The extents in order, last fastest.
  case plain = 0
  /// `[ceil(outputs / 16)][kernel height][kernel width][inputs][16 outputs]`; int8 tensors as
  /// `Int8Weights` says.
  case packed = 1

  /// Outputs of a packed block.
  package static var block: Int { 16 }
}
