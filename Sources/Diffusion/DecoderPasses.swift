/// How an asymmetric edit comes by its second decoder pass.
package enum DecoderPasses {
  /// It has none: such edits are refused.
  case single
  /// Both read what one encoder pass has left.
  case shared
  /// The encoder runs again before it: less memory, more time, the same bits.
  case repeated
}
