import CKernels
import Testing

/// Winograd's input transform by itself: its planes are documented, its sums are exact.
struct SpreadTests {
  private static let untouched: Int16 = 0x5a5b

  /// B' d B of one tile and channel by the definition: B' as rows of factors.
  private func reference(_ d: [[Int]]) -> [[Int]] {
    let factors = [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]
    return factors.map { left in
      factors.map { right in
        var sum = 0
        for row in 0..<4 {
          for column in 0..<4 { sum += left[row] * d[row][column] * right[column] }
        }
        return sum
      }
    }
  }

  private func check(tiles: Int, channels: Int, winograd: hsp_winograd, value: () -> Int16) {
    let isFolded = winograd == HSP_FOLDED
    // Folded, tiles read the pixels a b b c.
    let pixels = isFolded ? tiles + 2 : tiles * 2 + 2
    let places = isFolded ? [0, 1, 1, 2] : [0, 1, 2, 3]
    // Folded, the third row and column of the result are zero and not stored.
    let frequencies = isFolded ? [0, 1, 3] : [0, 1, 2, 3]
    let rows = (0..<4).map { _ in PageBuffer((0..<pixels * channels).map { _ in value() }) }
    let gap = 5
    let plane = tiles * channels + gap
    let planes = frequencies.count * frequencies.count
    let out = agreement("\(tiles) tiles, \(channels) channels") { set in
      let out = PageBuffer([Int16](repeating: Self.untouched, count: planes * plane - gap))
      let first = unsafe rows.map { unsafe UnsafePointer($0.base) }
      var job = unsafe hsp_spreading(
        rows: (first[0], first[1], first[2], first[3]), channels: channels, tiles: tiles,
        out: out.base, plane_stride: plane, winograd: Int32(bitPattern: winograd.rawValue))
      unsafe set.kernels.spread(&job)
      #expect(out.isIntact)
      return out.values
    }
    var expected = [Int](repeating: Int(Self.untouched), count: out.count)
    for tile in 0..<tiles {
      for channel in 0..<channels {
        let first = tile * (isFolded ? 1 : 2)
        let d = places.map { row in
          places.map { Int(rows[row][(first + $0) * channels + channel]) }
        }
        let result = reference(d)
        for (index, row) in frequencies.enumerated() {
          for (column, frequency) in frequencies.enumerated() {
            let at = (index * frequencies.count + column) * plane
            expected[at + tile * channels + channel] = result[row][frequency]
          }
        }
      }
    }
    #expect(out.map(Int.init) == expected)
  }

  /// B' d C of tiles of 2 x 4 outputs, by the definition.
  private func checkWide(tiles: Int, channels: Int, value: () -> Int16) {
    let lefts = [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]
    let rights = [
      [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
    ]
    let pixels = tiles * 4 + 2
    let rows = (0..<4).map { _ in PageBuffer((0..<pixels * channels).map { _ in value() }) }
    let plane = tiles * channels + 3
    let out = agreement("wide, \(tiles) tiles, \(channels) channels") { set in
      let out = PageBuffer([Int16](repeating: Self.untouched, count: 24 * plane - 3))
      let first = unsafe rows.map { unsafe UnsafePointer($0.base) }
      var job = unsafe hsp_spreading(
        rows: (first[0], first[1], first[2], first[3]), channels: channels, tiles: tiles,
        out: out.base, plane_stride: plane, winograd: Int32(bitPattern: HSP_WIDE.rawValue))
      unsafe set.kernels.spread(&job)
      #expect(out.isIntact)
      return out.values
    }
    var expected = [Int](repeating: Int(Self.untouched), count: out.count)
    for place in 0..<tiles * channels {
      let (tile, channel) = (place / channels, place % channels)
      for (row, left) in lefts.enumerated() {
        for (column, right) in rights.enumerated() {
          var sum = 0
          for y in 0..<4 {
            for x in 0..<6 {
              sum += left[y] * right[x] * Int(rows[y][(tile * 4 + x) * channels + channel])
            }
          }
          expected[(row * 6 + column) * plane + place] = sum
        }
      }
    }
    #expect(out.map(Int.init) == expected)
  }

  /// Also the largest magnitudes, of either sign, and of values that are not below -0.2785 / 7 of the largest.
  @Test(arguments: [0, 1, 2, 3, 5, 16])
  func wide(tiles: Int) {
    for channels in [16, 32, 48] {
      var random = Random(seed: UInt64(tiles * 100 + channels))
      checkWide(tiles: tiles, channels: channels) { Int16(random.below(2 * 1638 + 1) - 1638) }
      checkWide(tiles: tiles, channels: channels) { random.below(2) == 0 ? 1638 : -1638 }
      checkWide(tiles: tiles, channels: channels) { random.below(2) == 0 ? 2027 : -80 }
    }
  }

  @Test(arguments: [HSP_WINOGRAD, HSP_FOLDED], [0, 1, 2, 3, 5, 16])
  func raggedSizes(winograd: hsp_winograd, tiles: Int) {
    for channels in [16, 32, 48] {
      var random = Random(seed: UInt64(tiles * 100 + channels))
      check(tiles: tiles, channels: channels, winograd: winograd) {
        Int16(random.below(2 * 8191 + 1) - 8191)
      }
    }
  }

  /// The largest magnitudes: sums of four are within 16 bits.
  @Test(arguments: [HSP_WINOGRAD, HSP_FOLDED])
  func extremes(winograd: hsp_winograd) {
    var random = Random(seed: 71)
    check(tiles: 40, channels: 16, winograd: winograd) { random.below(2) == 0 ? 8191 : -8191 }
  }
}
