import CKernels

/// Winograd's input transform of a row of tiles, 16 channels at a time.
func spread(_ job: UnsafePointer<hsp_spreading>) {
  let job = unsafe job.pointee
  switch hsp_winograd(rawValue: UInt32(bitPattern: job.winograd)) {
  case HSP_FOLDED: spreadFolded(job)
  case HSP_WIDE: spreadWide(job)
  default: spreadFull(job)
  }
}

/// B' d B with B' = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1] of 4 x 4 pixels.
private func spreadFull(_ job: hsp_spreading) {
  let rows: InlineArray<4, QuantaSource> = unsafe [
    QuantaSource(job.rows.0), QuantaSource(job.rows.1), QuantaSource(job.rows.2),
    QuantaSource(job.rows.3),
  ]
  let out = unsafe QuantaTarget(job.out)
  for tile in 0..<job.tiles {
    let from = tile &* 2 &* job.channels
    var channel = 0
    while channel < job.channels {
      let columns = InlineArray<4, InlineArray<4, Quanta>> { column in
        let index = from &+ column &* job.channels &+ channel
        let d1 = rows[1].quanta(index)
        let d2 = rows[2].quanta(index)
        return [
          rows[0].quanta(index) &- d2, d1 &+ d2, d2 &- d1, d1 &- rows[3].quanta(index),
        ]
      }
      var place = tile &* job.channels &+ channel
      for row in 0..<4 {
        let d1 = columns[1][row]
        let d2 = columns[2][row]
        out.store(columns[0][row] &- d2, place)
        out.store(d1 &+ d2, place &+ job.plane_stride)
        out.store(d2 &- d1, place &+ 2 &* job.plane_stride)
        out.store(d1 &- columns[3][row], place &+ 3 &* job.plane_stride)
        place &+= 4 &* job.plane_stride
      }
      channel &+= 16
    }
  }
}

/// B' d C of 4 x 6 pixels, with
/// C' = [4 0 -5 0 1 0; 0 -4 -4 1 1 0; 0 4 -4 -1 1 0; 0 -2 -1 2 1 0; 0 2 -1 -2 1 0; 0 4 0 -5 0 1].
private func spreadWide(_ job: hsp_spreading) {
  let first = unsafe QuantaSource(job.rows.0)
  let second = unsafe QuantaSource(job.rows.1)
  let third = unsafe QuantaSource(job.rows.2)
  let fourth = unsafe QuantaSource(job.rows.3)
  for tile in 0..<job.tiles {
    let from = tile &* 4 &* job.channels
    var channel = 0
    while channel < job.channels {
      let index = from &+ channel
      let place = tile &* job.channels &+ channel
      let row = job.plane_stride &* 6
      spreadWideRow(job, index, place) { first.quanta($0) &- third.quanta($0) }
      spreadWideRow(job, index, place &+ row) { second.quanta($0) &+ third.quanta($0) }
      spreadWideRow(job, index, place &+ 2 &* row) { third.quanta($0) &- second.quanta($0) }
      spreadWideRow(job, index, place &+ 3 &* row) { second.quanta($0) &- fourth.quanta($0) }
      channel &+= 16
    }
  }
}

/// Six planes of one row of B' d.
@inline(__always)
private func spreadWideRow(
  _ job: hsp_spreading, _ index: Int, _ place: Int, _ value: (Int) -> Quanta
) {
  let out = unsafe QuantaTarget(job.out)
  let plane = job.plane_stride
  let d = InlineArray<6, Quanta> { value(index &+ $0 &* job.channels) }
  // Additions: a shift of 16-bit lanes by a vector is no single instruction.
  let near = d[4] &- d[2]
  let step = d[3] &- d[1]
  let twoSteps = step &+ step
  let gap = d[0] &- d[2]
  let twoGaps = gap &+ gap
  let two1 = d[1] &+ d[1]
  let two2 = d[2] &+ d[2]
  let even = d[4] &- two2 &- two2
  let odd = d[3] &- two1 &- two1
  out.store(twoGaps &+ twoGaps &+ near, place)
  out.store(even &+ odd, place &+ plane)
  out.store(even &- odd, place &+ 2 &* plane)
  out.store(near &+ twoSteps, place &+ 3 &* plane)
  out.store(near &- twoSteps, place &+ 4 &* plane)
  out.store(d[5] &- d[3] &- twoSteps &- twoSteps, place &+ 5 &* plane)
}

/// B' d B of the 4 x 4 pixels a b b c of a picture whose pixels are repeated: the third row and column vanish.
private func spreadFolded(_ job: hsp_spreading) {
  let rows: InlineArray<3, QuantaSource> = unsafe [
    QuantaSource(job.rows.0), QuantaSource(job.rows.1), QuantaSource(job.rows.2),
  ]
  let out = unsafe QuantaTarget(job.out)
  for tile in 0..<job.tiles {
    let from = tile &* job.channels
    var channel = 0
    while channel < job.channels {
      let columns = InlineArray<3, InlineArray<3, Quanta>> { column in
        let index = from &+ column &* job.channels &+ channel
        let b = rows[1].quanta(index)
        return [rows[0].quanta(index) &- b, b &+ b, b &- rows[2].quanta(index)]
      }
      var place = tile &* job.channels &+ channel
      for row in 0..<3 {
        let b = columns[1][row]
        out.store(columns[0][row] &- b, place)
        out.store(b &+ b, place &+ job.plane_stride)
        out.store(b &- columns[2][row], place &+ 2 &* job.plane_stride)
        place &+= 3 &* job.plane_stride
      }
      channel &+= 16
    }
  }
}
