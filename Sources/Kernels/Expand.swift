import CKernels

/// Brings a block's int8 weights into the 16-bit form that multiply reads.
func expand(_ job: UnsafePointer<hsp_expansion>) {
  let job = unsafe job.pointee
  switch hsp_winograd(rawValue: UInt32(bitPattern: job.winograd)) {
  case HSP_WINOGRAD: expandForWinograd(job, [0, 1, 2, 3] as InlineArray<4, Int>)
  case HSP_FOLDED: expandForWinograd(job, [0, 1, 3] as InlineArray<3, Int>)
  case HSP_WIDE: expandForWideWinograd(job)
  default:
    let out = unsafe QuantaTarget(job.out)
    for index in 0..<(job.taps * job.quads) {
      out.store(pairs(job, index, 0), index * 64)
      out.store(pairs(job, index, 1), index * 64 + 32)
    }
  }
}

/// The first or second two of four weights of each of 16 outputs.
@inline(__always)
private func pairs(_ job: hsp_expansion, _ index: Int, _ half: Int) -> Pairs {
  let high = pairs(job, part: index &* job.parts, half)
  if job.parts == 1 { return high }
  // Additions: a shift of 16-bit lanes by a vector is no single instruction.
  let twice = high &+ high
  return twice &+ twice &+ pairs(job, part: index &* job.parts &+ 1, half)
}

@inline(__always)
private func pairs(_ job: hsp_expansion, part: Int, _ half: Int) -> Pairs {
  // The caller promised 64 bytes for each part.
  let quads = unsafe UnsafeRawPointer(job.weights + part * 64).loadUnaligned(as: Sums.self)
  return half == 0 ? hsp_pairs_low(quads) : hsp_pairs_high(quads)
}

/// (2 G) g (2 G)' of each 3 x 3 kernel, the rows and columns that are asked for.
///
/// 2 G = [2 0 0; 1 1 1; 1 -1 1; 0 0 2] keeps integers: at most 9 x 508.
@inline(__always)
private func expandForWinograd<let size: Int>(
  _ job: hsp_expansion, _ frequencies: InlineArray<size, Int>
) {
  let out = unsafe QuantaTarget(job.out)
  let plane = job.quads * 64
  for quad in 0..<job.quads {
    for half in 0..<2 {
      let kernel = InlineArray<9, Pairs> { tap in
        pairs(job, tap * job.quads + quad, half)
      }
      for row in 0..<size {
        let columns = InlineArray<3, Pairs> { column in
          transform(
            frequencies[row], kernel[column], kernel[3 + column], kernel[6 + column])
        }
        for column in 0..<size {
          let value = transform(frequencies[column], columns[0], columns[1], columns[2])
          out.store(value, (row * size + column) * plane + quad * 64 + half * 32)
        }
      }
    }
  }
}

/// (2 G) g (24 H)' of each 3 x 3 kernel, H of 4 outputs, its rows without their common factors.
///
/// [1 0 0; 1 1 1; 1 -1 1; 1 2 4; 1 -2 4; 0 0 1] for 24 H: at most 21 x 508.
private func expandForWideWinograd(_ job: hsp_expansion) {
  let out = unsafe QuantaTarget(job.out)
  let plane = job.quads * 64
  for quad in 0..<job.quads {
    for half in 0..<2 {
      let kernel = InlineArray<9, Pairs> { tap in
        pairs(job, tap * job.quads + quad, half)
      }
      for row in 0..<4 {
        let g0 = transform(row, kernel[0], kernel[3], kernel[6])
        let g1 = transform(row, kernel[1], kernel[4], kernel[7])
        let g2 = transform(row, kernel[2], kernel[5], kernel[8])
        let even = g0 &+ g2
        let twice = g1 &+ g1
        let double = g2 &+ g2
        let far = g0 &+ double &+ double
        let columns: InlineArray<6, Pairs> = [
          g0, even &+ g1, even &- g1, far &+ twice, far &- twice, g2,
        ]
        for column in 0..<6 {
          out.store(columns[column], (row * 6 + column) * plane + quad * 64 + half * 32)
        }
      }
    }
  }
}

/// One row of 2 G times three weights.
@inline(__always)
private func transform(_ frequency: Int, _ a: Pairs, _ b: Pairs, _ c: Pairs) -> Pairs {
  switch frequency {
  case 0: a &+ a
  case 1: a &+ c &+ b
  case 2: a &+ c &- b
  default: c &+ c
  }
}
