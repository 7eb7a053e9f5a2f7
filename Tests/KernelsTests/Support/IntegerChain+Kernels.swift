import CKernels

// The kernels that a convolution runs through, one after the other.

extension IntegerChain {
  /// The picture in rows of 16-bit integers, zeros around it.
  func quantised() -> PageBuffer<Int16> {
    let picture = PageBuffer([Int16](repeating: 0, count: rows * rowCount))
    for row in 0..<job.height {
      let count = job.width * job.channels
      let floats = job.activations[row * count..<(row + 1) * count].map(Float.init)
      let source = Picture(floats, channels: job.channels)
      let at = (row + job.padding) * rowCount + job.padding * padded
      // A row of the picture inside its padding.
      var quantisation = unsafe hsp_quantisation(
        source: source.job(), out: picture.base + at, out_stride: padded, pixels: job.width,
        channels: job.channels, padded: padded, scale: nil, shift: nil, silu: 0, factor: 1)
      unsafe set.kernels.quantise(&quantisation)
    }
    precondition(picture.isIntact)
    if isDirect { set.arrange(picture) }
    return picture
  }

  /// Winograd's planes: [plane][tile][padded].
  func spread(_ picture: PageBuffer<Int16>) -> PageBuffer<Int16> {
    let plane = tileRows * tilesAcross * padded
    let out = PageBuffer<Int16>(count: planes * plane)
    for row in 0..<tileRows {
      let advance = isWhole ? 2 : 1
      let first = unsafe UnsafePointer(picture.base) + row * advance * rowCount
      // The folded transform reads three rows: the fourth may be anything.
      let fourth = unsafe isWhole ? first + 3 * rowCount : first
      var spreading = unsafe hsp_spreading(
        rows: (first, first + rowCount, first + 2 * rowCount, fourth), channels: padded,
        tiles: tilesAcross, out: out.base + row * tilesAcross * padded, plane_stride: plane,
        winograd: Int32(bitPattern: job.winograd.rawValue))
      unsafe set.kernels.spread(&spreading)
    }
    precondition(out.isIntact)
    set.arrange(out)
    return out
  }

  /// Bytes of an expanded weight: Winograd's transforms add up to nine.
  private var weightBytes: Int32 { isDirect && parts == 1 ? 1 : 2 }

  /// Weights that 8 bits can't hold come in two parts.
  private var parts: Int { job.weights.contains { $0.magnitude > 127 } ? 2 : 1 }

  /// A block's weights, packed as in a file and expanded.
  func expanded(_ block: Int) -> PageBuffer<Int16> {
    let parts = parts
    let packed = PageBuffer([Int8](repeating: 0, count: taps * quads * 64 * parts))
    for lane in 0..<min(16, job.outputs - block * 16) {
      for tap in 0..<taps {
        for channel in 0..<job.channels {
          let weight = job.weights[((block * 16 + lane) * taps + tap) * job.channels + channel]
          let quad = tap * quads + channel / 4
          let place = (quad * parts * 16 + lane) * 4 + channel % 4
          let high = parts == 1 ? weight : (weight + 2) >> 2
          packed[place] = Int8(high)
          if parts == 2 { packed[place + 64] = Int8(weight - 4 * high) }
        }
      }
    }
    let panel = PageBuffer<Int16>(count: (isDirect ? taps : planes) * quads * 64)
    var expansion = unsafe hsp_expansion(
      weights: packed.base, taps: taps, quads: quads, parts: parts, out: panel.base,
      winograd: Int32(bitPattern: job.winograd.rawValue))
    unsafe set.kernels.expand(&expansion)
    set.arrange(weights: panel, quads: quads, bytes: weightBytes)
    precondition(panel.isIntact)
    return panel
  }

  /// The sums of some tiles: [plane][tile][16].
  func products(
    _ source: PageBuffer<Int16>, _ panel: PageBuffer<Int16>, _ tile: Int, _ count: Int
  ) -> PageBuffer<Int32> {
    let offsets = PageBuffer(
      isDirect
        ? (0..<taps).map { $0 / job.kernel * rowCount + $0 % job.kernel * padded } : [0])
    let sums = PageBuffer<Int32>(count: planes * count * 16)
    for plane in 0..<planes {
      // Tiles of a plane, or pixels of the picture, of which there are enough for all taps.
      var product = unsafe hsp_product(
        source: source.base + plane * tileRows * tilesAcross * (isDirect ? 0 : padded),
        taps: offsets.base, tap_count: isDirect ? taps : 1, quads: quads, first: tile,
        pixels: count, width: isDirect ? tilesAcross : Int.max,
        pixel_stride: isDirect ? padded * job.stride : padded,
        row_stride: isDirect ? rowCount * job.stride : 0,
        weights: panel.base + plane * quads * 64, weight_bytes: weightBytes,
        sums: sums.base + plane * count * 16)
      unsafe set.kernels.multiply(&product)
    }
    precondition(sums.isIntact)
    return sums
  }

  /// Finishes some tiles of a block, row by row.
  func finish(
    _ block: Int, _ first: Int, _ count: Int, _ sums: PageBuffer<Int32>, _ out: Numbers
  ) {
    let lanes = min(16, job.outputs - block * 16)
    let fill = [Float](repeating: 0, count: 16 - lanes)
    let scale = PageBuffer(Array(scale[block * 16..<block * 16 + lanes]) + fill)
    let start = PageBuffer(Array(start[block * 16..<block * 16 + lanes]) + fill)
    var done = 0
    while done < count {
      let row = (first + done) / tilesAcross * tileHeight
      let column = (first + done) % tilesAcross * tileWidth
      let tiles = min(count - done, tilesAcross - column / tileWidth)
      let at = (row * job.outWidth + column) * outStride + block * 16
      // The tiles of one row, from the first that is there to the last.
      var finishing = unsafe hsp_finishing(
        sums: sums.base + done * 16, plane_stride: count * 16, tiles: tiles,
        winograd: Int32(bitPattern: job.winograd.rawValue), scale: scale.base, start: start.base,
        residual: residual.map { unsafe UnsafeRawPointer($0.pointer(at)) },
        residual_format: residual?.format ?? 0, out_format: out.format, out: out.pointer(at),
        stride: outStride, row_stride: job.outWidth * outStride,
        columns: job.outWidth - column, rows: min(tileHeight, job.outHeight - row), lanes: lanes)
      unsafe set.kernels.finish(&finishing)
      done += tiles
    }
  }
}
