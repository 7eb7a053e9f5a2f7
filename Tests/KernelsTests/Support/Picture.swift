import CKernels

/// Pixels in one of the formats that kernels read, in memory that ends at a forbidden page.
@safe
struct Picture: CustomStringConvertible {
  let format: hsp_format
  let pixels: Int
  let channels: Int
  /// Values between pixels; 0 repeats the first one.
  let stride: Int
  private let numbers: Numbers
  private let integers: PageBuffer<Int8>
  private let scales: PageBuffer<Float>

  static let formats = [HSP_FORMAT_F32, HSP_FORMAT_F16, HSP_FORMAT_I8]

  var description: String {
    "\(pixels) x \(channels), stride \(stride), format \(format.rawValue)"
  }

  /// Random pixels; the last one ends with its last channel.
  init(
    _ format: hsp_format, pixels: Int, channels: Int, stride: Int? = nil, scale: Float = 1,
    seed: UInt64 = 1
  ) {
    let stride = stride ?? channels
    let count = pixels == 0 ? 0 : (pixels - 1) * stride + channels
    var random = Random(seed: seed &+ UInt64(pixels &* 100 &+ channels))
    let isPacked = format == HSP_FORMAT_I8
    self.init(
      format, pixels: pixels, channels: channels, stride: stride,
      values: isPacked ? [] : random.values(count, scale: scale),
      integers: isPacked ? (0..<count).map { _ in Int8(random.below(255) - 127) } : [],
      scales: isPacked ? (0..<pixels).map { _ in (random.value() + 1.5) * scale / 320 } : [])
  }

  /// Given values in single or half precision, without gaps.
  init(_ values: [Float], _ format: hsp_format = HSP_FORMAT_F32, channels: Int) {
    self.init(
      format, pixels: values.count / channels, channels: channels, stride: channels,
      values: values, integers: [], scales: [])
  }

  /// Given 8-bit integers with a scale for each pixel, without gaps.
  init(_ integers: [Int8], scales: [Float], channels: Int) {
    self.init(
      HSP_FORMAT_I8, pixels: scales.count, channels: channels, stride: channels, values: [],
      integers: integers, scales: scales)
  }

  private init(
    _ format: hsp_format, pixels: Int, channels: Int, stride: Int, values: [Float],
    integers: [Int8], scales: [Float]
  ) {
    self.format = format
    self.pixels = pixels
    self.channels = channels
    self.stride = stride
    numbers = Numbers(values, format)
    self.integers = PageBuffer(integers)
    self.scales = PageBuffer(scales)
  }

  /// What a kernel reads, from a channel on.
  func job(channel: Int = 0) -> hsp_pixels {
    // Pixels and channels are inside the buffer of the format.
    guard format == HSP_FORMAT_I8 else {
      return unsafe hsp_pixels(
        base: numbers.pointer(channel), scales: nil, stride: stride, format: numbers.format)
    }
    return unsafe hsp_pixels(
      base: integers.base + channel, scales: scales.base, stride: stride,
      format: Int32(bitPattern: format.rawValue))
  }

  /// A value as the arithmetic sees it.
  subscript(pixel: Int, channel: Int) -> Float {
    let index = pixel * stride + channel
    return format == HSP_FORMAT_I8 ? Float(integers[index]) * scales[pixel] : numbers[index]
  }

  /// All values, pixel by pixel, without gaps.
  var values: [Float] {
    (0..<pixels).flatMap { pixel in (0..<channels).map { self[pixel, $0] } }
  }
}
