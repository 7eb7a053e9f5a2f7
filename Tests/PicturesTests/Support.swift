import Foundation
import Pictures

/// A folder that is gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/pictures-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  var contents: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// Pixels that differ everywhere and compress badly.
func noisy(width: Int, height: Int, seed: UInt32 = 1) -> Picture {
  var picture = Picture(width: width, height: height)
  var state = seed
  func next() -> UInt8 {
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(state >> 24)
  }
  for y in 0..<height {
    for x in 0..<width { picture[x, y] = Color(next(), next(), next()) }
  }
  return picture
}

/// A PNG file made of chunks, for kinds of PNG that the product does not write.
struct RawPNG {
  enum Kind: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6
  }

  var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Rows are the bytes of each row, without the filter byte.
  init(
    width: UInt32, height: UInt32, depth: UInt8, _ kind: Kind, palette: [UInt8] = [],
    transparency: [UInt8] = [], rows: [[UInt8]]
  ) {
    chunk("IHDR", Self.word(width) + Self.word(height) + [depth, kind.rawValue, 0, 0, 0])
    if !palette.isEmpty { chunk("PLTE", palette) }
    if !transparency.isEmpty { chunk("tRNS", transparency) }
    chunk("IDAT", Self.stored(rows.flatMap { [0] + $0 }))
    chunk("IEND", [])
  }

  private mutating func chunk(_ name: String, _ content: [UInt8]) {
    let body = Array(name.utf8) + content
    bytes += Self.word(UInt32(content.count)) + body + Self.word(Self.crc32(body))
  }

  /// A zlib stream of one block that is not compressed.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    precondition(data.count < 65536)
    let count = UInt16(data.count)
    let sizes = [UInt8(truncatingIfNeeded: count), UInt8(count >> 8)]
    let (a, b) = data.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let a = (sums.0 + UInt32(byte)) % 65521
      return (a, (sums.1 + a) % 65521)
    }
    return [0x78, 0x01, 0x01] + sizes + sizes.map { ~$0 } + data + word(b << 16 | a)
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { bits, _ in
        bits >> 1 ^ (bits & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
