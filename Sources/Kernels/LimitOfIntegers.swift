import CKernels

/// Steps of a round, as for floats.
private let steps = 64

/// Runs rounds of the main tile's integer products and returns how many are in one; a lane of a step has two.
func limitOfIntegers(_ scratch: UnsafeMutablePointer<Int16>, _ rounds: Int) -> Int {
  let weights = unsafe QuantaSource(scratch)
  #if KERNELS_DOTPROD
    let width = 4
  #else
    let width = 2
  #endif
  let pixels = MainTile<QuantaSource> { weights.advanced(steps * (32 + $0 * width)) }
  var sums = MainTile<Sums>(repeating: .zero)
  var round = 0
  while round != rounds {
    var step = 0
    while step != steps {
      let weight = weights.pairs(step &* 32)
      for pixel in 0..<mainTilePixels {
        #if KERNELS_DOTPROD
          // Half of the products of four bytes each: the weights' other byte takes as many again.
          let bytes = pixels[pixel].bytes(step &* width)
          sums[pixel] = hsp_dot_bytes(
            hsp_dot_bytes(sums[pixel], bytes, weight, 0), bytes, weight, 1)
        #else
          sums[pixel] = hsp_dot_pairs(sums[pixel], pixels[pixel].pair(step &* width), weight)
        #endif
      }
      step &+= 1
    }
    round &+= 1
  }
  let results = MainTile<Sums> { sums[$0] }
  for pixel in 0..<mainTilePixels {
    // 64 bytes for each pixel, of which scratch has room for more than a hundred.
    unsafe UnsafeMutableRawPointer(scratch).storeBytes(
      of: results[pixel], toByteOffset: pixel * 64, as: Sums.self)
  }
  return steps * mainTilePixels * 32
}
