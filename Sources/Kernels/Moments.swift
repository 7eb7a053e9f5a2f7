import CKernels

/// Mean, sum of squared differences and extremes of up to 32 channels over a picture.
///
/// Differences from the first pixel are summed, so that a large mean can't swallow a small variance. A row is summed in
/// single precision, rows are added in order in double precision: the picture's rows decide the bits and nothing else.
func moments(_ job: UnsafePointer<hsp_moments>) {
  let job = unsafe job.pointee
  let source = Pixels(job.source)
  var first = MomentsOfBlock(source, 0, min(16, job.lanes))
  if job.lanes > 16 {
    // Both halves of a row while it is in the cache: a line of memory holds 32 halves.
    var second = MomentsOfBlock(source, 16, job.lanes - 16)
    for row in 0..<job.height {
      first.add(row: row, width: job.width)
      second.add(row: row, width: job.width)
    }
    second.store(job)
  } else {
    for row in 0..<job.height { first.add(row: row, width: job.width) }
  }
  first.store(job)
}

/// What has been seen of up to 16 neighbouring channels.
private struct MomentsOfBlock {
  private let source: Pixels
  private let channel: Int
  private let lanes: Int
  private let origin: Lanes
  private var lowest: Lanes
  private var highest: Lanes
  private var sums = InlineArray<16, Double>(repeating: 0)
  private var squares = InlineArray<16, Double>(repeating: 0)

  init(_ source: Pixels, _ channel: Int, _ lanes: Int) {
    self.source = source
    self.channel = channel
    self.lanes = lanes
    origin = source.lanes(0, channel, count: lanes)
    lowest = origin
    highest = origin
  }

  mutating func add(row: Int, width: Int) {
    var rowSum = Lanes.zero
    var rowSquare = Lanes.zero
    var low = lowest
    var high = highest
    for pixel in (row * width)..<((row + 1) * width) {
      let value = source.lanes(pixel, channel, count: lanes)
      low.replace(with: value, where: value .< low)
      high.replace(with: value, where: value .> high)
      let difference = value - origin
      rowSum += difference
      rowSquare = hsp_multiply_add(difference, difference, rowSquare)
    }
    lowest = low
    highest = high
    for lane in 0..<16 {
      sums[lane] += Double(rowSum[lane])
      squares[lane] += Double(rowSquare[lane])
    }
  }

  func store(_ job: hsp_moments) {
    let count = Double(job.height * job.width)
    for lane in 0..<lanes {
      let mean = sums[lane] / count
      // The caller promised room for each of the job's lanes.
      unsafe job.mean[channel + lane] = Double(origin[lane]) + mean
      unsafe job.lowest[channel + lane] = lowest[lane]
      unsafe job.highest[channel + lane] = highest[lane]
      unsafe job.squares[channel + lane] = squares[lane] - sums[lane] * mean
    }
  }
}
