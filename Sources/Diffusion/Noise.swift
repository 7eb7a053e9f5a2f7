import Container
import Execution

/// Standard normal noise from a seed, with the same bits everywhere.
package enum Noise {
  /// The step of the noise that a sample begins with (x_T).
  package static var initialStep: UInt32 { 0xffff_ffff }
  /// The step of the noise that a picture is brought to a level with, to be generated anew from there.
  package static var diffusionStep: UInt32 { 0xffff_fffe }
  /// The last word of every counter: other uses of a seed can have streams of their own.
  private static var stream: UInt32 { 0 }

  /// Fills standard normal values; value i depends on seed, step and i alone.
  package static func fill(seed: UInt64, step: UInt32, into values: Slice<Float>) {
    let count = values.count
    var index = 0
    while index < count {
      let block = fourValues(UInt64(index / 4), seed: seed, step: step)
      for lane in 0..<min(4, count - index) { values[index + lane] = block[lane] }
      index += 4
    }
  }

  /// The values from 4 block to 4 block + 3.
  private static func fourValues(_ block: UInt64, seed: UInt64, step: UInt32) -> SIMD4<Float> {
    let counter = Philox.Block(
      a: UInt32(truncatingIfNeeded: block), b: UInt32(truncatingIfNeeded: block >> 32),
      c: step, d: stream)
    let words = Philox.words(counter, key: seed)
    let (first, second) = pair(words.a, words.b)
    let (third, fourth) = pair(words.c, words.d)
    return SIMD4(first, second, third, fourth)
  }

  /// Two independent normal values from two random words (Box and Muller).
  private static func pair(_ radiusWord: UInt32, _ angleWord: UInt32) -> (Float, Float) {
    // Uniform in (0, 1]: the logarithm stays finite, and values within 6.7.
    let radius = (-2 * Elementary.log((Double(radiusWord) + 1) * 0x1p-32)).squareRoot()
    let angle = Elementary.sinCos(2 * Double.pi * ((Double(angleWord) + 1) * 0x1p-32))
    return (Float(radius * angle.cos), Float(radius * angle.sin))
  }
}
