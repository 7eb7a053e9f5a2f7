import CKernels

// Of the products of bytes a step has half of each weight's and value's four.

#if KERNELS_I8MM
  /// Steps of a round, twice as large as the others'.
  private let steps = 32
  private let panel = 64
  private let width = 8
#elseif KERNELS_DOTPROD
  private let steps = 64
  private let panel = 32
  private let width = 4
#else
  /// Steps of a round, as for floats; values of their weights, and of a pixel.
  private let steps = 64
  private let panel = 32
  private let width = 2
#endif

/// Runs rounds of the main tile's integer products and returns how many are in one.
func limitOfIntegers(_ scratch: UnsafeMutablePointer<Int16>, _ rounds: Int) -> Int {
  let weights = unsafe QuantaSource(scratch)
  let pixels = MainTile<QuantaSource> { weights.advanced(steps * (panel + $0 * width)) }
  var sums = MainTile<Sums>(repeating: .zero)
  var round = 0
  while round != rounds {
    addRound(weights, pixels, to: &sums)
    round &+= 1
  }
  let results = MainTile<Sums> { sums[$0] }
  for pixel in 0..<mainTilePixels {
    // 64 bytes for each pixel, of which scratch has room for more than a hundred.
    unsafe UnsafeMutableRawPointer(scratch).storeBytes(
      of: results[pixel], toByteOffset: pixel * 64, as: Sums.self)
  }
  return steps * mainTilePixels * panel
}

@inline(__always)
private func addRound(
  _ weights: QuantaSource, _ pixels: MainTile<QuantaSource>, to sums: inout MainTile<Sums>
) {
  var step = 0
  #if KERNELS_I8MM
    while step != steps {
      addOctet(weights.advanced(step &* panel), pixels, step &* width, to: &sums) {
        hsp_pixel_octets($0, $1, 0)
      }
      step &+= 1
    }
    while step != 0 {
      step &-= 1
      addOctet(weights.advanced(step &* panel), pixels, step &* width, to: &sums) {
        hsp_pixel_octets($0, $1, 1)
      }
    }
  #else
    while step != steps {
      let weight = weights.pairs(step &* panel)
      for pixel in 0..<mainTilePixels {
        #if KERNELS_DOTPROD
          let bytes = pixels[pixel].bytes(step &* width)
          sums[pixel] = hsp_dot_bytes(
            hsp_dot_bytes(sums[pixel], bytes, weight, 0), bytes, weight, 1)
        #else
          sums[pixel] = hsp_dot_pairs(sums[pixel], pixels[pixel].pair(step &* width), weight)
        #endif
      }
      step &+= 1
    }
  #endif
}
