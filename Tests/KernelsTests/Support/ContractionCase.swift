import CKernels

/// One shape of a contraction with its numbers, in memory that ends at a forbidden page.
struct ContractionCase: CustomStringConvertible {
  let pixels: Int
  let width: Int
  let channels: Int
  /// Square root of the number of taps.
  let kernel: Int
  let stride: Int
  let lanes: Int
  /// Values behind the lanes of each pixel in residual and out.
  let gap: Int
  let hasResidual: Bool
  let outFormat: hsp_format

  let source: PageBuffer<Float>
  let taps: PageBuffer<Int>
  let weights: PageBuffer<Float>
  let start: PageBuffer<Float>
  let residual: Numbers

  var description: String {
    "\(pixels) pixels of \(width), \(channels) channels, kernel \(kernel), stride \(stride), "
      + "\(lanes) lanes, gap \(gap), \(hasResidual ? "residual" : "no residual"), "
      + "formats \(residual.format) and \(outFormat.rawValue)"
  }

  init(
    pixels: Int, width: Int, channels: Int, kernel: Int, stride: Int = 1, lanes: Int = 16,
    gap: Int = 0, hasResidual: Bool = false, residualFormat: hsp_format = HSP_FORMAT_F32,
    outFormat: hsp_format = HSP_FORMAT_F32, seed: UInt64 = 1
  ) {
    self.pixels = pixels
    self.width = width
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.lanes = lanes
    self.gap = gap
    self.hasResidual = hasResidual
    self.outFormat = outFormat
    var random = Random(seed: seed &+ UInt64(pixels &* 31 &+ channels &* 7 &+ lanes))
    let rows = max(1, (pixels + width - 1) / width)
    let tileWidth = (width - 1) * stride + kernel
    let tileRows = (rows - 1) * stride + kernel
    source = PageBuffer(random.values(tileWidth * tileRows * channels))
    taps = PageBuffer(
      (0..<kernel * kernel).map { ($0 / kernel * tileWidth + $0 % kernel) * channels })
    weights = PageBuffer(random.values(kernel * kernel * channels * 16))
    start = PageBuffer(random.values(16))
    residual = Numbers(
      random.values(max(1, (pixels - 1) * (lanes + gap) + lanes)), residualFormat)
  }

  var tileWidth: Int { (width - 1) * stride + kernel }
  var outStride: Int { lanes + gap }
  var outCount: Int { pixels == 0 ? 0 : (pixels - 1) * outStride + lanes }

  /// The job for pixels that start at a row and, in a picture of one row, at a column.
  func job(
    out: Numbers, row: Int = 0, column: Int = 0, pixels count: Int? = nil
  ) -> hsp_contraction {
    let first = row * width + column
    // Every pointer stays inside its buffer: rows and columns are those of the case.
    return unsafe hsp_contraction(
      source: source.base + (row * stride * tileWidth + column * stride) * channels,
      taps: taps.base, tap_count: kernel * kernel, channels: channels, pixels: count ?? pixels,
      width: width, pixel_stride: stride * channels, row_stride: stride * tileWidth * channels,
      weights: weights.base, start: start.base,
      residual: hasResidual ? UnsafeRawPointer(residual.pointer(first * outStride)) : nil,
      residual_stride: outStride, residual_format: residual.format, out_format: out.format,
      out: out.pointer(first * outStride), out_stride: outStride, lanes: lanes)
  }

  /// An output that nothing was written to.
  var untouchedOut: Numbers { Numbers(untouched: outCount, outFormat) }

  /// Runs the whole case.
  func run(_ set: InstructionSet) -> Numbers {
    let out = untouchedOut
    var job = job(out: out)
    unsafe set.kernels.contract(&job)
    precondition(out.isIntact, "\(self): written in front of the output")
    return out
  }

  /// Sum and sum of magnitudes for one output, in double precision.
  func reference(pixel: Int, lane: Int) -> (value: Double, magnitude: Double) {
    let row = pixel / width
    let column = pixel % width
    let from = (row * stride * tileWidth + column * stride) * channels
    var value = Double(start[lane])
    var magnitude = value.magnitude
    for tap in 0..<kernel * kernel {
      for channel in 0..<channels {
        let product =
          Double(source[from + taps[tap] + channel])
          * Double(weights[(tap * channels + channel) * 16 + lane])
        value += product
        magnitude += product.magnitude
      }
    }
    if hasResidual {
      let added = Double(residual[pixel * outStride + lane])
      value += added
      magnitude += added.magnitude
    }
    return (value, magnitude)
  }
}
