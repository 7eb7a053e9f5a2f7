import CKernels

/// Winograd's input transform of a row of tiles, 16 channels at a time.
func spread(_ job: UnsafePointer<hsp_spreading>) {
  let job = unsafe job.pointee
  if hsp_winograd(rawValue: UInt32(bitPattern: job.winograd)) == HSP_FOLDED {
    spreadFolded(job)
  } else {
    spreadFull(job)
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

/// The same of the 4 x 4 pixels a b b c of a picture whose pixels are repeated: the third row and column vanish.
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
