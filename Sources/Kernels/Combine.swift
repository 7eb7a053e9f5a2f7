import CKernels

/// A sum of up to four arrays with coefficients: the arithmetic of a sampler's step.
func combine(_ job: UnsafePointer<hsp_combination>) {
  let job = unsafe job.pointee
  let target = unsafe Target(job.out)
  var index = 0
  while index < job.count {
    let lanes = min(16, job.count - index)
    var sum = Lanes.zero
    if let first = unsafe job.in.0 {
      sum = unsafe Source(first).lanes(index, count: lanes) * Lanes(repeating: job.c.0)
    }
    if job.terms > 1, let second = unsafe job.in.1 {
      sum = unsafe add(sum, second, job.c.1, index, lanes)
    }
    if job.terms > 2, let third = unsafe job.in.2 {
      sum = unsafe add(sum, third, job.c.2, index, lanes)
    }
    if job.terms > 3, let fourth = unsafe job.in.3 {
      sum = unsafe add(sum, fourth, job.c.3, index, lanes)
    }
    target.store(sum, index, count: lanes)
    index += 16
  }
}

/// sum + c * values.
@inline(__always)
private func add(
  _ sum: Lanes, _ values: UnsafePointer<Float>, _ c: Float, _ index: Int, _ lanes: Int
) -> Lanes {
  hsp_multiply_add(unsafe Source(values).lanes(index, count: lanes), Lanes(repeating: c), sum)
}
