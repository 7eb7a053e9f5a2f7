import CKernels

/// Runs an integer convolution as the runtime does: quantise, spread, expand, multiply, finish.
///
/// All memory is of the smallest size and ends at forbidden pages.
struct IntegerChain {
  let job: IntegerCase
  let set: InstructionSet
  /// Tiles that are multiplied in one go.
  var chunk = 48
  /// Values behind the outputs of each pixel.
  var gap = 0
  var outFormat = HSP_FORMAT_F32
  var residual: Numbers?

  /// What a sum is multiplied with and what is added, for each output.
  let scale: [Float]
  let start: [Float]

  init(_ job: IntegerCase, _ set: InstructionSet) {
    self.job = job
    self.set = set
    var random = Random(seed: 51)
    scale = (0..<job.outputs).map { _ in (random.value() + 1.5) * 1e-6 }
    start = random.values(job.outputs, scale: 100)
  }

  // What a product yields is a tile: 2 x 4 outputs, 2 x 2, or one.
  var isDirect: Bool { job.winograd == HSP_DIRECT }
  var isWhole: Bool { job.winograd == HSP_WINOGRAD || job.winograd == HSP_WIDE }
  var tileHeight: Int { isDirect ? 1 : 2 }
  var tileWidth: Int { isDirect ? 1 : job.winograd == HSP_WIDE ? 4 : 2 }
  var tileRows: Int { (job.outHeight + tileHeight - 1) / tileHeight }
  var tilesAcross: Int { (job.outWidth + tileWidth - 1) / tileWidth }
  var planes: Int {
    switch job.winograd {
    case HSP_WINOGRAD: 16
    case HSP_FOLDED: 9
    case HSP_WIDE: 24
    default: 1
    }
  }

  /// Channels, in whole vectors.
  var padded: Int { (job.channels + 15) & ~15 }
  var quads: Int { (job.channels + 3) / 4 }
  var taps: Int { job.kernel * job.kernel }

  // The quantised picture with its padding.
  var rows: Int {
    isWhole ? tileRows * 2 + 2 : job.height + 2 * job.padding
  }
  var rowPixels: Int {
    isWhole ? tilesAcross * tileWidth + 2 : job.width + 2 * job.padding
  }
  var rowCount: Int { rowPixels * padded }

  var outStride: Int { job.outputs + gap }
  var outCount: Int { job.outHeight * job.outWidth * outStride - gap }

  func run() -> Numbers {
    let picture = quantised()
    let source = isDirect ? picture : spread(picture)
    let out = Numbers(untouched: outCount, outFormat)
    for block in 0..<(job.outputs + 15) / 16 {
      let panel = expanded(block)
      var tile = 0
      while tile < tileRows * tilesAcross {
        let count = min(chunk, tileRows * tilesAcross - tile)
        finish(block, tile, count, products(source, panel, tile, count), out)
        tile += count
      }
    }
    precondition(out.isIntact, "\(job): written in front of the output")
    return out
  }

  /// What must be stored at an index, bit by bit; nil where nothing must be.
  func expected(_ index: Int) -> Float? {
    let (pixel, output) = (index / outStride, index % outStride)
    guard output < job.outputs else { return nil }
    let sum = job.sum(row: pixel / job.outWidth, column: pixel % job.outWidth, output: output)
    // A sum that does not fit in 32 bits is a defect of the test.
    let value = start[output].addingProduct(Float(Int32(sum * job.multiple)), scale[output])
    let result = residual.map { value + $0[index] } ?? value
    return outFormat == HSP_FORMAT_F16 ? Float(Float16(bitPattern: half(result))) : result
  }
}
