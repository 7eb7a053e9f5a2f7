import CKernels

/// Mean and sum of squared differences of up to 16 channels over a picture.
///
/// Differences from the first pixel are summed, so that a large mean can't swallow a small variance. A row is summed in
/// single precision, rows are added in order in double precision: the picture's rows decide the bits and nothing else.
func moments(_ job: UnsafePointer<hsp_moments>) {
  let job = unsafe job.pointee
  let source = unsafe Source(job.source)
  let origin = source.lanes(0, count: job.lanes)
  var sums = InlineArray<16, Double>(repeating: 0)
  var squares = InlineArray<16, Double>(repeating: 0)
  for row in 0..<job.height {
    var rowSum = Lanes.zero
    var rowSquare = Lanes.zero
    var index = row * job.width * job.pixel_stride
    for _ in 0..<job.width {
      let difference = source.lanes(index, count: job.lanes) - origin
      rowSum += difference
      rowSquare.addProduct(difference, difference)
      index += job.pixel_stride
    }
    for lane in 0..<16 {
      sums[lane] += Double(rowSum[lane])
      squares[lane] += Double(rowSquare[lane])
    }
  }
  let count = Double(job.height * job.width)
  for lane in 0..<job.lanes {
    let mean = sums[lane] / count
    unsafe job.mean[lane] = Double(origin[lane]) + mean
    unsafe job.squares[lane] = squares[lane] - sums[lane] * mean
  }
}
