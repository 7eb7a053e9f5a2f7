import CKernels

/// A convolution of integers: its numbers, and what must come out.
struct IntegerCase: CustomStringConvertible {
  let height: Int
  let width: Int
  let channels: Int
  let outputs: Int
  let kernel: Int
  let stride: Int
  let padding: Int
  /// HSP_FOLDED: of the picture with each pixel repeated 2 x 2.
  let winograd: hsp_winograd
  /// Laid out as [output][tap][channel].
  let weights: [Int]
  /// Laid out as [row][column][channel].
  let activations: [Int]

  var description: String {
    "\(height) x \(width) x \(channels) to \(outputs), kernel \(kernel), stride \(stride), "
      + "winograd \(winograd.rawValue)"
  }

  /// Random numbers up to the largest that may occur.
  init(
    height: Int, width: Int, channels: Int, outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Int = 1, winograd: hsp_winograd, largest: Int = 127, seed: UInt64 = 1
  ) {
    var random = Random(seed: seed &+ UInt64(height * 1000 + width * 100 + channels))
    self.init(
      height: height, width: width, channels: channels, outputs: outputs, kernel: kernel,
      stride: stride, padding: padding, winograd: winograd,
      weight: { _, _, _ in random.below(2 * largest + 1) - largest },
      activation: { _, _, _, limit in random.below(2 * limit + 1) - limit })
  }

  /// Given numbers: weights by output, tap and channel, then activations by row, column, channel
  /// and the limit that the weights leave them.
  init(
    height: Int, width: Int, channels: Int, outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Int = 1, winograd: hsp_winograd, weight: (Int, Int, Int) -> Int,
    activation: (Int, Int, Int, Int) -> Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.winograd = winograd
    let size = kernel * kernel * channels
    var weights: [Int] = []
    var magnitude = 1
    for output in 0..<outputs {
      var sum = 0
      for index in 0..<size {
        weights.append(weight(output, index / channels, index % channels))
        sum += abs(weights[weights.count - 1])
      }
      magnitude = max(magnitude, sum)
    }
    self.weights = weights
    // Neither transforms, which products of bytes take up to 32639, nor 32-bit sums may overflow.
    let (most, factor) =
      switch winograd {
      case HSP_DIRECT: (32639, 1)
      case HSP_WIDE: (1631, 16)
      default: (8159, 4)
      }
    let limit = min(most, Int(Int32.max) / (factor * magnitude))
    activations = (0..<height * width * channels).map {
      activation($0 / channels / width, $0 / channels % width, $0 % channels, limit)
    }
  }

  /// How many times a sum of products holds the convolution.
  var multiple: Int { winograd == HSP_DIRECT ? 1 : winograd == HSP_WIDE ? 16 : 4 }
  private var repeats: Int { winograd == HSP_FOLDED ? 2 : 1 }
  var outHeight: Int { (height * repeats + 2 * padding - kernel) / stride + 1 }
  var outWidth: Int { (width * repeats + 2 * padding - kernel) / stride + 1 }

  /// The naive convolution at one place.
  func sum(row: Int, column: Int, output: Int) -> Int {
    var sum = 0
    for tap in 0..<kernel * kernel {
      let y = row * stride + tap / kernel - padding
      let x = column * stride + tap % kernel - padding
      guard y >= 0, y < height * repeats, x >= 0, x < width * repeats else { continue }
      let activation = (y / repeats * width + x / repeats) * channels
      let weight = (output * kernel * kernel + tap) * channels
      for channel in 0..<channels {
        sum += weights[weight + channel] * activations[activation + channel]
      }
    }
    return sum
  }
}
