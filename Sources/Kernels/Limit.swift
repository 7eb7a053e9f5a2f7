import CKernels

// The arithmetic limit of one core: the loops of the main tiles of contract and multiply and nothing else, all operands in
// the first-level cache. What a network reaches of it is a measure of how well the kernels are fed.

/// Steps of a round; their weights and pixels together take less than HSP_LIMIT_BYTES.
private let steps = 64

/// Runs rounds of fused multiply-adds and returns how many lanes of them are in one.
func limitOfFloats(_ scratch: UnsafeMutablePointer<Float>, _ rounds: Int) -> Int {
  let weights = unsafe Source(scratch)
  let pixels = MainTile<Source> { weights.advanced(steps * (16 + $0)) }
  var sums = MainTile<Lanes>(repeating: .zero)
  var round = 0
  while round != rounds {
    var step = 0
    while step != steps {
      let weight = weights.lanes(step &* 16)
      for pixel in 0..<mainTilePixels {
        sums[pixel] = hsp_multiply_add(
          Lanes(repeating: pixels[pixel][step]), weight, sums[pixel])
      }
      step &+= 1
    }
    round &+= 1
  }
  // The sums are wanted: the loop has to run.
  let results = MainTile<Lanes> { sums[$0] }
  for pixel in 0..<mainTilePixels { unsafe Target(scratch).store(results[pixel], pixel * 16) }
  return steps * mainTilePixels * 16
}
